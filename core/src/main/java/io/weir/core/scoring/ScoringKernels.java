package io.weir.core.scoring;

import io.weir.core.linalg.KernelsUnavailableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Chooses the scoring kernel by what is present and works, once per JVM. */
public final class ScoringKernels {
  /** System property naming the kernel to use, instead of the fastest present. */
  public static final String PROPERTY = "weir.scoring";

  private static final Logger LOG = Logger.getLogger(ScoringKernels.class.getName());

  private ScoringKernels() {}

  /**
   * The kernel named by {@value #PROPERTY}, else one that opens and agrees with plain Java to the
   * bit, else plain Java.
   *
   * @throws IllegalStateException if the named kernel is absent or does not work
   */
  public static ScoringKernel best() {
    return Holder.BEST;
  }

  /** Everything that works here, best first; plain Java is always the last. */
  public static List<ScoringKernel> available() {
    List<ScoringKernel> found = new ArrayList<>();
    ClassLoader loader = ScoringKernel.class.getClassLoader();
    for (ScoringKernelProvider provider : ServiceLoader.load(ScoringKernelProvider.class, loader)) {
      try {
        found.add(openChecked(provider));
      } catch (KernelsUnavailableException e) {
        LOG.log(Level.FINE, e, () -> "scoring kernel " + provider.name() + " is not available");
      }
    }
    found.add(PlainKernel.INSTANCE);
    return found;
  }

  private static ScoringKernel choose() {
    String wanted = System.getProperty(PROPERTY);
    for (ScoringKernel kernel : available()) {
      if (wanted == null || wanted.equals(kernel.name())) {
        LOG.log(Level.FINE, "scoring kernel: {0}", kernel.name());
        return kernel;
      }
    }
    throw new IllegalStateException("no such scoring kernel works here: " + wanted);
  }

  /** A kernel that throws on first use, or sums in another order, must not be chosen. */
  private static ScoringKernel openChecked(ScoringKernelProvider provider)
      throws KernelsUnavailableException {
    try {
      ScoringKernel kernel = provider.open();
      for (int units = 8; units <= 72; units += ScoringKernel.NARROW) {
        if (!Arrays.equals(trial(kernel, units), trial(PlainKernel.INSTANCE, units))) {
          throw new KernelsUnavailableException(provider.name() + " sums differently", null);
        }
      }
      return kernel;
    } catch (LinkageError | RuntimeException e) {
      throw new KernelsUnavailableException(provider.name() + ": " + e, e);
    }
  }

  private static float[] trial(ScoringKernel kernel, int units) {
    int in = 13;
    SplittableRandom random = new SplittableRandom(units);
    float[] x = new float[1 + in];
    float[] w = new float[2 + (1 + in + 3) * units];
    float[] y = new float[3 + units];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextDouble(-1, 1);
    }
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) random.nextDouble(-1, 1);
    }
    boolean rectify = units % 16 == 0;
    kernel.layer(x, 1, in, new int[] {15, 13}, 2, w, 2, in + 3, y, 3, units, rectify);
    return y;
  }

  private static final class Holder {
    static final ScoringKernel BEST = choose();
  }
}
