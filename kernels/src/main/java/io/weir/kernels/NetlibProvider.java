package io.weir.kernels;

import dev.ludovic.netlib.blas.JavaBLAS;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.linalg.DenseKernelsProvider;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * BLAS in Java; vectorized if the JVM has the incubating vector module, plain loops if not. Runs
 * everywhere.
 */
public final class NetlibProvider implements DenseKernelsProvider {
  /** Name of the provider, whichever of the two forms it opens. */
  public static final String NAME = "netlib";

  // Held here, for the logging system holds its loggers weakly.
  private static final Logger NETLIB_LOG =
      Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public DenseKernels open() {
    // A missing vector module is a normal state, reported by the name of what was opened, not a
    // warning.
    NETLIB_LOG.setLevel(Level.SEVERE);
    return new NetlibKernels(JavaBLAS.getInstance());
  }
}
