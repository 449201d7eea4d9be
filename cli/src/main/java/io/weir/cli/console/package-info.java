/** {@code weir console}: the live budget monitor. */
@NullMarked
package io.weir.cli.console;

import org.jspecify.annotations.NullMarked;
