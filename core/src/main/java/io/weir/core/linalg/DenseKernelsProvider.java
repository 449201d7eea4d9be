package io.weir.core.linalg;

/**
 * Found by {@link java.util.ServiceLoader}; one per library that can serve {@link DenseKernels}.
 */
public interface DenseKernelsProvider {

  /** Stable name, by which the system property {@code weir.kernels} chooses. */
  String name();

  /** The greater, the earlier it is tried; EJML is 0. */
  int priority();

  /**
   * Opens the library and pins it to the calling thread alone.
   *
   * @throws KernelsUnavailableException if this machine or this JVM cannot run it
   */
  DenseKernels open() throws KernelsUnavailableException;
}
