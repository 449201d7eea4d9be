/**
 * {@code weir study}: learning methods side by side on one seeded stream, judged by the simulator's
 * truth.
 */
@NullMarked
package io.weir.cli.study;

import org.jspecify.annotations.NullMarked;
