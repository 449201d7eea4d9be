package io.weir.benchmarks;

import io.weir.core.f32.bilevel.ConjugateGradient;
import io.weir.core.f32.level.Curvature;
import io.weir.core.f32.level.LowerLevel;
import io.weir.core.f32.level.ProductPass;
import io.weir.core.f32.level.PseudoLabels;
import io.weir.core.f32.level.SampleBatch;
import io.weir.core.f32.network.NormalStart;
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
 * One iteration of conjugate gradients in an implicit hypergradient: a Gauss-Newton product of the
 * lower level over a mini-batch of 1,000 and the solver's own vector operations.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "--add-modules=jdk.incubator.vector"})
public class HypergradientBenchmark extends NetworkSetting {
  static final int ROWS = 1000;
  private static final int ITERATIONS = 20;
  private static final double DAMPING = 0.1;

  private ProductPass product;
  private ConjugateGradient solver;
  private SampleBatch batch;
  private float[] theta;
  private float[] weights;
  private float[] rightHandSide;

  /** Draws a lower level and a right-hand side. */
  @Setup(Level.Trial)
  public void setUp() {
    MlpShape shape = shape();
    Rng rng = new Rng(3);
    theta = new float[shape.parameterCount()];
    NormalStart.STUDY.draw(shape, theta, 0, rng);
    int[] arm = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      arm[i] = rng.nextInt(shape.arms());
    }
    batch =
        new SampleBatch(
            ROWS,
            shape.inputSize(),
            shape.arms(),
            gaussian(rng, ROWS * shape.inputSize()),
            arm,
            gaussian(rng, ROWS),
            gaussian(rng, ROWS),
            gaussian(rng, ROWS * shape.outputSize()));
    weights = new float[ROWS * shape.outputSize()];
    Arrays.fill(weights, .5f);
    product = new ProductPass(new LowerLevel(shape, dense(), ROWS, PseudoLabels.SGFP, 0f));
    solver = new ConjugateGradient(theta.length, ITERATIONS, 0);
    rightHandSide = gaussian(rng, theta.length);
    solver.begin(rightHandSide, new float[0], DAMPING);
    product.beginAtNewPoint();
  }

  /** One iteration; every twentieth begins a new solve. */
  @Benchmark
  public float[] conjugateGradientIteration(Rates rates) {
    if (solver.status() != ConjugateGradient.Status.RUNNING) {
      solver.begin(rightHandSide, new float[0], DAMPING);
    }
    product.begin();
    product.advance(Curvature.GAUSS_NEWTON, theta, batch, weights, solver.direction());
    solver.accept(product.product());
    rates.count(ROWS, gaussNewtonFlop());
    return solver.solution();
  }
}
