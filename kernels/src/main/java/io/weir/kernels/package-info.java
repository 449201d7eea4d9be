/**
 * Faster kernels behind core's seams, found by {@link java.util.ServiceLoader}. Matrix products:
 * OpenBLAS from a jar, and netlib's Java kernels. Scoring: the Vector API, with the bits of plain
 * Java. Where the JVM runs with {@code --add-modules jdk.incubator.vector}, netlib and scoring are
 * vectorized.
 */
@NullMarked
package io.weir.kernels;

import org.jspecify.annotations.NullMarked;
