/**
 * Faster kernels behind core's seam, found by {@link java.util.ServiceLoader}: OpenBLAS from a jar,
 * and netlib's Java kernels, vectorized where the JVM runs with {@code --add-modules
 * jdk.incubator.vector}.
 */
@NullMarked
package io.weir.kernels;

import org.jspecify.annotations.NullMarked;
