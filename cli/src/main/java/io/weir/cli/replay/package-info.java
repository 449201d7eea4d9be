/** {@code weir replay}: the jobs over a finished stretch of topics, or over logged files. */
@NullMarked
package io.weir.cli.replay;

import org.jspecify.annotations.NullMarked;
