package io.weir.benchmarks;

import io.weir.core.f32.network.Mlp;
import io.weir.core.f32.network.NormalStart;
import io.weir.core.f32.optim.Adam;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The networks' kernels in single precision, beside the machine's best matrix product in the same
 * run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "--add-modules=jdk.incubator.vector"})
public class NetworkBenchmark extends NetworkSetting {
  private static final int SQUARE = 512;

  /** Rows of a batch. */
  int rows = 1024;

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

  /** Draws a network and a batch. */
  @Setup(Level.Trial)
  public void setUp() {
    dense = dense();
    MlpShape shape = shape();
    network = new Mlp(shape, dense, rows);
    Rng rng = new Rng(7);
    theta = new float[shape.parameterCount()];
    NormalStart.STUDY.draw(shape, theta, 0, rng);
    adam = Adam.standard(theta.length);
    gradient = new float[theta.length];
    product = new float[theta.length];
    direction = gaussian(rng, theta.length);
    x = gaussian(rng, rows * shape.inputSize());
    target = gaussian(rng, rows * shape.outputSize());
    outputGradient = new float[target.length];
    curvature = new float[target.length];
    Arrays.fill(curvature, 2f / rows);
    a = gaussian(rng, SQUARE * SQUARE);
    b = gaussian(rng, SQUARE * SQUARE);
    c = new float[SQUARE * SQUARE];
    network.forward(theta, 0, x, 0, rows);
    network.backward(outputGradient, gradient, 0);
  }

  /** Forward and backward on the squared error of a batch of 1,024. */
  @Benchmark
  public float[] forwardBackward(Rates rates) {
    differentiate();
    rates.count(rows, trainingFlop());
    return gradient;
  }

  /** The same and a step of Adam. */
  @Benchmark
  public float[] trainingStep(Rates rates) {
    differentiate();
    adam.step(theta, 0, gradient, 0, 1e-3f, 0f);
    rates.count(rows, trainingFlop());
    return theta;
  }

  private void differentiate() {
    network.forward(theta, 0, x, 0, rows);
    float[] output = network.output();
    for (int i = 0; i < target.length; i++) {
      outputGradient[i] = 2f / rows * (output[i] - target[i]);
    }
    network.backward(outputGradient, gradient, 0);
  }

  /** Exact Hessian-vector product at the last forward and backward. */
  @Benchmark
  public float[] hessianVectorProduct(Rates rates) {
    network.hessianVector(direction, 0, curvature, product, 0);
    rates.count(rows, hessianFlop());
    return product;
  }

  /** Gauss-Newton product at the last forward. */
  @Benchmark
  public float[] gaussNewtonProduct(Rates rates) {
    network.gaussNewton(direction, 0, curvature, product, 0);
    rates.count(rows, gaussNewtonFlop());
    return product;
  }

  /** The machine's best: a square product of 512. */
  @Benchmark
  public float[] squareProduct(Rates rates) {
    dense.gemm(
        false, false, SQUARE, SQUARE, SQUARE, 1f, a, 0, SQUARE, b, 0, SQUARE, 0f, c, 0, SQUARE);
    rates.count(1, 2.0 * SQUARE * SQUARE * SQUARE);
    return c;
  }
}
