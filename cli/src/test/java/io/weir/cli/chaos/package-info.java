/** Tests of the table of a chaos run. */
package io.weir.cli.chaos;
