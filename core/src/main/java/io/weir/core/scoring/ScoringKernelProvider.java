package io.weir.core.scoring;

import io.weir.core.linalg.KernelsUnavailableException;

/** Found by {@link java.util.ServiceLoader}; one per implementation of {@link ScoringKernel}. */
public interface ScoringKernelProvider {
  /** Name of the kernel it opens. */
  String name();

  /**
   * Opens the kernel.
   *
   * @throws KernelsUnavailableException if this machine or this JVM cannot run it
   */
  ScoringKernel open() throws KernelsUnavailableException;
}
