package io.weir.kernels;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.linalg.DenseKernelsProvider;
import io.weir.core.linalg.KernelsUnavailableException;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS as bundled by bytedeco; needs a platform it was built for and a directory to unpack it
 * to.
 */
public final class OpenBlasProvider implements DenseKernelsProvider {
  @Override
  public String name() {
    return OpenBlasKernels.NAME;
  }

  @Override
  public int priority() {
    return 30;
  }

  @Override
  public DenseKernels open() throws KernelsUnavailableException {
    try {
      // A task slot owns one core; without this a product would spread over all of them.
      openblas_nolapack.blas_set_num_threads(1);
      if (openblas_nolapack.blas_get_num_threads() != 1) {
        throw new KernelsUnavailableException(
            "OpenBLAS does not let itself be pinned to one thread", null);
      }
      return new OpenBlasKernels();
    } catch (LinkageError e) {
      throw new KernelsUnavailableException("OpenBLAS does not load here: " + e.getMessage(), e);
    }
  }
}
