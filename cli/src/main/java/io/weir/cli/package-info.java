/** The {@code weir} command: the one place where every part of the product meets. */
@NullMarked
package io.weir.cli;

import org.jspecify.annotations.NullMarked;
