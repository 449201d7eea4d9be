/** Benchmarks: JMH for the kernels, programs of their own for whole jobs. Ratios matter. */
@NullMarked
package io.weir.benchmarks;

import org.jspecify.annotations.NullMarked;
