/** Tests of the study. */
package io.weir.cli.study;
