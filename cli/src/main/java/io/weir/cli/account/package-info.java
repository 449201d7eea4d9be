/** {@code weir account}: whether what stands on the topics adds up to what was sent. */
@NullMarked
package io.weir.cli.account;

import org.jspecify.annotations.NullMarked;
