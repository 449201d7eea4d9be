/** {@code weir serve}: decisions over HTTP. */
@NullMarked
package io.weir.cli.serve;

import org.jspecify.annotations.NullMarked;
