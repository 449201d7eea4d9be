/** Tests of the account. */
package io.weir.cli.account;
