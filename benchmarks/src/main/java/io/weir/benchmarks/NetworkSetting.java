package io.weir.benchmarks;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.linalg.KernelRegistry;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The two shapes of the method's study and the kernels, and how many floating-point operations
 * (multiplications and additions of dense products, exactly) a row costs.
 */
@State(Scope.Thread)
public abstract class NetworkSetting {
  /** Layer sizes. */
  @Param({"12-64-32-32-4", "180-128-64-32-16"})
  public String layers = "";

  /** Name of the dense kernels. */
  @Param({"openblas", "netlib", "ejml"})
  public String kernels = "";

  /** Sizes of the layers, input first. */
  protected int[] sizes() {
    return Arrays.stream(layers.split("-")).mapToInt(Integer::parseInt).toArray();
  }

  /** The shape with ReLU. */
  protected MlpShape shape() {
    return new MlpShape(sizes(), Activation.RELU);
  }

  /** The kernels named. */
  protected DenseKernels dense() {
    return KernelRegistry.available().stream()
        .filter(candidate -> candidate.name().startsWith(kernels))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no kernels named " + kernels + " are present"));
  }

  /** Forward: one product a layer. */
  protected double forwardFlop() {
    int[] sizes = sizes();
    double sum = 0;
    for (int l = 0; l + 1 < sizes.length; l++) {
      sum += 2.0 * sizes[l] * sizes[l + 1];
    }
    return sum;
  }

  /** The first layer's product, which a way back to the input would cost and nobody takes. */
  protected double firstLayerFlop() {
    return 2.0 * sizes()[0] * sizes()[1];
  }

  /** Forward, and back to the parameters. */
  protected double trainingFlop() {
    return 3 * forwardFlop() - firstLayerFlop();
  }

  /** Along a direction and back to the parameters. */
  protected double gaussNewtonFlop() {
    return 4 * forwardFlop() - 2 * firstLayerFlop();
  }

  /** Along a direction, and back with both parts of the second derivative. */
  protected double hessianFlop() {
    return 6 * forwardFlop() - 4 * firstLayerFlop();
  }

  /** Standard normal numbers. */
  protected static float[] gaussian(Rng rng, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }
}
