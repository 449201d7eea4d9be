package io.weir.core.linalg;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Chooses dense kernels by what is present and works, once per JVM. */
public final class KernelRegistry {
  /** System property naming the kernels to use, instead of the fastest present. */
  public static final String PROPERTY = "weir.kernels";

  private static final Logger LOG = Logger.getLogger(KernelRegistry.class.getName());

  private KernelRegistry() {}

  /**
   * The kernels named by {@value #PROPERTY}, else those of the highest priority that open and
   * multiply correctly, else EJML.
   *
   * @throws IllegalStateException if the named kernels are absent or do not work
   */
  public static DenseKernels best() {
    return Holder.BEST;
  }

  /** Everything that works here, best first; EJML is always among them. */
  public static List<DenseKernels> available() {
    List<DenseKernels> found = new ArrayList<>();
    for (DenseKernelsProvider provider : providers()) {
      try {
        found.add(openChecked(provider));
      } catch (KernelsUnavailableException e) {
        LOG.log(Level.FINE, e, () -> "kernels " + provider.name() + " are not available");
      }
    }
    found.add(EjmlKernels.INSTANCE);
    return found;
  }

  private static DenseKernels choose() {
    String wanted = System.getProperty(PROPERTY);
    if (EjmlKernels.NAME.equals(wanted)) {
      return EjmlKernels.INSTANCE;
    }
    for (DenseKernelsProvider provider : providers()) {
      if (wanted != null && !wanted.equals(provider.name())) {
        continue;
      }
      try {
        DenseKernels kernels = openChecked(provider);
        LOG.log(Level.FINE, "dense kernels: {0}", kernels.name());
        return kernels;
      } catch (KernelsUnavailableException e) {
        if (wanted != null) {
          throw new IllegalStateException("the kernels asked for do not work here: " + wanted, e);
        }
        LOG.log(
            Level.INFO,
            "kernels {0} are not available: {1}",
            new Object[] {provider.name(), e.getMessage()});
      }
    }
    if (wanted != null) {
      throw new IllegalStateException("no such kernels on the class path: " + wanted);
    }
    return EjmlKernels.INSTANCE;
  }

  private static List<DenseKernelsProvider> providers() {
    List<DenseKernelsProvider> providers = new ArrayList<>();
    ServiceLoader.load(DenseKernelsProvider.class, DenseKernels.class.getClassLoader())
        .forEach(providers::add);
    providers.sort(
        Comparator.comparingInt(DenseKernelsProvider::priority)
            .reversed()
            .thenComparing(DenseKernelsProvider::name));
    return providers;
  }

  /**
   * A library that loads and then multiplies wrongly, or throws on first use, must not be chosen
   * either.
   */
  private static DenseKernels openChecked(DenseKernelsProvider provider)
      throws KernelsUnavailableException {
    try {
      DenseKernels kernels = provider.open();
      double[] c = new double[5];
      kernels.gemm(
          false,
          true,
          2,
          2,
          2,
          1.0,
          new double[] {0, 1, 2, 3, 4},
          1,
          2,
          new double[] {5, 6, 7, 8},
          0,
          2,
          0.0,
          c,
          1,
          2);
      float[] f = new float[5];
      kernels.gemm(
          false,
          true,
          2,
          2,
          2,
          1f,
          new float[] {0, 1, 2, 3, 4},
          1,
          2,
          new float[] {5, 6, 7, 8},
          0,
          2,
          0f,
          f,
          1,
          2);
      if (c[1] != 17 || c[2] != 23 || c[3] != 39 || c[4] != 53 || f[1] != 17 || f[4] != 53) {
        throw new KernelsUnavailableException(provider.name() + " multiplies wrongly", null);
      }
      return kernels;
    } catch (LinkageError | RuntimeException e) {
      throw new KernelsUnavailableException(provider.name() + ": " + e, e);
    }
  }

  private static final class Holder {
    static final DenseKernels BEST = choose();
  }
}
