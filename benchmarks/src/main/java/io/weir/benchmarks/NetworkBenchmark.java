package io.weir.benchmarks;

import io.weir.core.f32.network.Mlp;
import io.weir.core.f32.optim.Adam;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.linalg.KernelRegistry;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The networks' kernels in single precision, on the two shapes of the method's study, beside the
 * best rate of the machine's matrix product in the same run. Secondary results: samples per second,
 * and floating-point operations per second (multiplications and additions of the dense products; a
 * training step counts three products a layer, a Hessian product six, a Gauss-Newton product four).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NetworkBenchmark {
  private static final int ROWS = 1024;
  private static final int SQUARE = 512;

  /** Layer sizes. */
  @Param({"12-64-32-32-4", "180-128-64-32-16"})
  public String layers;

  /** Name of the dense kernels. */
  @Param({"openblas", "netlib", "ejml"})
  public String kernels;

  private MlpShape shape;
  private Mlp network;
  private Adam adam;
  private float[] theta;
  private float[] gradient;
  private float[] direction;
  private float[] product;
  private float[] x;
  private float[] target;
  private float[] outputGradient;
  private float[] curvature;
  private float[] a;
  private float[] b;
  private float[] c;
  private DenseKernels dense;
  private double weightOperations;

  /** Draws a network and a batch. */
  @Setup(Level.Trial)
  public void setUp() {
    int[] sizes = Arrays.stream(layers.split("-")).mapToInt(Integer::parseInt).toArray();
    dense =
        KernelRegistry.available().stream()
            .filter(candidate -> candidate.name().startsWith(kernels))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("no kernels named " + kernels + " are present"));
    shape = new MlpShape(sizes, Activation.RELU);
    network = new Mlp(shape, dense, ROWS);
    Rng rng = new Rng(7);
    theta = new float[shape.parameterCount()];
    Mlp.initialize(shape, theta, 0, rng, 2, .25f, .7f, .3f);
    adam = Adam.standard(theta.length);
    gradient = new float[theta.length];
    product = new float[theta.length];
    direction = gaussian(rng, theta.length);
    x = gaussian(rng, ROWS * shape.inputSize());
    target = gaussian(rng, ROWS * shape.outputSize());
    outputGradient = new float[target.length];
    curvature = new float[target.length];
    Arrays.fill(curvature, 2f / ROWS);
    a = gaussian(rng, SQUARE * SQUARE);
    b = gaussian(rng, SQUARE * SQUARE);
    c = new float[SQUARE * SQUARE];
    for (int l = 0; l + 1 < sizes.length; l++) {
      weightOperations += 2.0 * sizes[l] * sizes[l + 1];
    }
    network.forward(theta, 0, x, 0, ROWS);
    network.backward(outputGradient, gradient, 0);
  }

  /** Secondary results. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Rates {
    /** Samples processed. */
    public double samples;

    /** Billions of floating-point operations. */
    public double gigaFlop;
  }

  /** One step of Adam on the squared error of a batch of 1,024. */
  @Benchmark
  public float[] trainingStep(Rates rates) {
    network.forward(theta, 0, x, 0, ROWS);
    float[] output = network.output();
    for (int i = 0; i < target.length; i++) {
      outputGradient[i] = 2f / ROWS * (output[i] - target[i]);
    }
    network.backward(outputGradient, gradient, 0);
    adam.step(theta, 0, gradient, 0, 1e-3f, 0f);
    count(rates, 3);
    return theta;
  }

  /** Exact Hessian-vector product at the last forward and backward. */
  @Benchmark
  public float[] hessianVectorProduct(Rates rates) {
    network.hessianVector(direction, 0, curvature, product, 0);
    count(rates, 6);
    return product;
  }

  /** Gauss-Newton product at the last forward: what one iteration of conjugate gradient costs. */
  @Benchmark
  public float[] gaussNewtonProduct(Rates rates) {
    network.gaussNewton(direction, 0, curvature, product, 0);
    count(rates, 4);
    return product;
  }

  /** The machine's best: a square product of 512. */
  @Benchmark
  public float[] squareProduct(Rates rates) {
    dense.gemm(
        false, false, SQUARE, SQUARE, SQUARE, 1f, a, 0, SQUARE, b, 0, SQUARE, 0f, c, 0, SQUARE);
    rates.gigaFlop += 2.0 * SQUARE * SQUARE * SQUARE / 1e9;
    return c;
  }

  private void count(Rates rates, int products) {
    rates.samples += ROWS;
    rates.gigaFlop += products * weightOperations * ROWS / 1e9;
  }

  private static float[] gaussian(Rng rng, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }
}
