package io.weir.core.f64.level;

import static io.weir.core.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import io.weir.core.decision.CostAdjustedLoss;
import io.weir.core.decision.DecisionLossKind;
import io.weir.core.decision.MarginSpread;
import io.weir.core.f64.bilevel.GoldenProblem;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every surrogate, through the adapter: golden values, chunks, scales and parameters' gradients.
 */
class SurrogateGradientTest {

  @ParameterizedTest
  @CsvSource({
    "relu_m3,7",
    "relu_m3,64",
    "tanh_m2,5",
    "softplus_m5,9",
  })
  void goldenValuesAndGradientsReachTheParameters(String name, int chunkRows) {
    GoldenProblem p = new GoldenProblem(name);
    LowerLevel lower = p.lower(PseudoLabels.FLOW, chunkRows, 0);
    double tau = p.golden.number("tau");
    for (DecisionLossKind kind : DecisionLossKind.values()) {
      if (kind == DecisionLossKind.IDL) {
        continue;
      }
      double[] prices =
          kind.dual()
              ? p.golden.vector("expected/dual_lams")
              : new double[] {p.golden.number("lam")};
      DecisionPass pass =
          new DecisionPass(
              lower,
              SurrogateGradient.fixed(kind, prices, tau, p.golden.number("h_min")),
              p.randomized.rows());
      double value = pass.run(p.golden.vector("theta"), p.randomized);
      String at = "expected/" + kind.name().toLowerCase(Locale.ROOT);
      double expected = p.golden.number(at + "/value");
      assertThat(value).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
      assertClose(pass.gradient(), p.golden.vector(at + "/grad_theta"), 1e-9, name + " " + kind);
    }
  }

  @Property(tries = 60)
  void chunksAddUpToTheLossItself(
      @ForAll DecisionLossKind kind,
      @ForAll boolean knownPropensities,
      @ForAll @IntRange(min = 2, max = 4) int arms,
      @ForAll @IntRange(min = 3, max = 25) int rows,
      @ForAll @IntRange(min = 1, max = 8) int chunkRows,
      @ForAll long seed) {
    Rng rng = new Rng(seed);
    SampleBatch batch = batch(rng, rows, arms, knownPropensities);
    double[] predictions = normal(rng, rows * 2 * arms);
    double price = rng.nextDouble();
    SurrogateGradient surrogate =
        SurrogateGradient.relative(kind, new double[] {0.5, 2}, 0.7, 1e-2, false);
    surrogate.moveTo(price);
    double[] gradient = new double[predictions.length];
    double[] memory = new double[surrogate.memorySize(arms)];
    for (int pass = 0; pass < surrogate.gatheringPasses(); pass++) {
      for (int from = 0; from < rows; from += chunkRows) {
        surrogate.gather(pass, predictions, batch, from, Math.min(rows, from + chunkRows), memory);
      }
    }
    double value = 0;
    for (int from = 0; from < rows; from += chunkRows) {
      value +=
          surrogate.evaluate(
              predictions, batch, from, Math.min(rows, from + chunkRows), memory, gradient);
    }

    LoggedSamples samples =
        LoggedSamples.of(
            arms,
            batch.arm(),
            batch.revenue(),
            batch.cost(),
            knownPropensities ? batch.propensity : null);
    double spread = MarginSpread.pooled(Predictions.ofOutputs(predictions, rows, arms), price);
    double[] prices = kind.dual() ? new double[] {0.5 * price, 2 * price} : new double[] {price};
    double[] expected = new double[predictions.length];
    double loss =
        kind.loss(prices, 0.7 * spread, 1e-2 * spread).evaluate(samples, predictions, expected);
    assertThat(value).isCloseTo(loss, within(1e-9 * (1 + Math.abs(loss))));
    assertClose(gradient, expected, 1e-8, kind.name());
  }

  /** The policy losses are differentiable at a fixed price and scale; the others by definition. */
  @Property(tries = 40)
  void policyLossesMatchFiniteDifferencesThroughAnEnsemble(
      @ForAll boolean dual,
      @ForAll @IntRange(min = 1, max = 3) int members,
      @ForAll @IntRange(min = 2, max = 4) int arms,
      @ForAll @IntRange(min = 2, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 6) int chunkRows,
      @ForAll long seed) {
    Rng rng = new Rng(seed);
    MlpShape shape = new MlpShape(new int[] {3, 4, 2 * arms}, Activation.TANH);
    LowerLevel lower =
        new LowerLevel(shape, members, DenseKernels.best(), chunkRows, PseudoLabels.SGFP, 0);
    SampleBatch batch = batch(rng, rows, arms, true);
    DecisionPass pass =
        new DecisionPass(
            lower,
            SurrogateGradient.fixed(
                dual ? DecisionLossKind.DPL : DecisionLossKind.PPL,
                dual ? new double[] {0.3, 0.9} : new double[] {0.5},
                0.8,
                1e-3),
            rows);
    double[] theta = normal(rng, lower.parameterCount());
    double[] along = normal(rng, theta.length);
    pass.run(theta, batch);
    double slope = Vectors.dot(pass.gradient(), along, along.length);
    double step = 1e-5;
    Vectors.addScaled(theta, step, along);
    double up = pass.run(theta, batch);
    Vectors.addScaled(theta, -2 * step, along);
    double down = pass.run(theta, batch);
    assertThat(slope).isCloseTo((up - down) / (2 * step), within(1e-6 * (1 + Math.abs(slope))));
  }

  @Test
  void centringLowersTheVarianceAndKeepsTheMean() {
    Rng rng = new Rng(4);
    int rows = 40;
    int draws = 4_000;
    double[] predictions = normal(rng, rows * 4);
    double[] plain = new double[draws];
    double[] centred = new double[draws];
    for (int k = 0; k < draws; k++) {
      SampleBatch drawn = batch(rng, rows, 2, true);
      for (int i = 0; i < rows; i++) {
        // A level that has nothing to do with the arm and that the predictions know.
        predictions[4 * i] += k == 0 ? 5 : 0;
        predictions[4 * i + 1] += k == 0 ? 5 : 0;
        drawn.revenue()[i] += 5;
        drawn.propensity[i] = 0.5;
      }
      plain[k] = firstSlope(predictions, drawn, false);
      centred[k] = firstSlope(predictions, drawn, true);
    }
    assertThat(mean(centred)).isCloseTo(mean(plain), within(4 * deviation(plain, draws)));
    assertThat(deviation(centred, draws)).isLessThan(0.6 * deviation(plain, draws));
  }

  private static double firstSlope(double[] predictions, SampleBatch drawn, boolean centred) {
    SurrogateGradient surrogate =
        SurrogateGradient.relative(DecisionLossKind.PPL, new double[] {1}, 0.5, 1e-3, centred);
    surrogate.moveTo(0.5);
    double[] gradient = new double[predictions.length];
    surrogate.apply(predictions, drawn, gradient);
    return gradient[0];
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value / values.length;
    }
    return sum;
  }

  private static double deviation(double[] values, int draws) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / draws / draws);
  }

  @Test
  void theExchangeRateIsThatOfAllRows() {
    Rng rng = new Rng(9);
    SampleBatch batch = batch(rng, 30, 3, true);
    double[] predictions = normal(rng, 30 * 6);
    SurrogateGradient surrogate =
        SurrogateGradient.fixed(DecisionLossKind.IDL, new double[] {0.4}, 0.6, 1e-3);
    double[] gradient = new double[predictions.length];
    double value = surrogate.apply(predictions, batch, gradient);
    LoggedSamples samples =
        LoggedSamples.of(3, batch.arm(), batch.revenue(), batch.cost(), batch.propensity);
    double[] expected = new double[predictions.length];
    assertThat(value)
        .isCloseTo(
            new CostAdjustedLoss(0.4, 0.6, null).evaluate(samples, predictions, expected),
            within(1e-12));
    assertClose(gradient, expected, 1e-12, "IDL");
  }

  @Test
  void whatIsNotFiniteIsPassedOnAndWhatIsOutOfRangeRefused() {
    Rng rng = new Rng(3);
    SampleBatch batch = batch(rng, 4, 2, false);
    double[] predictions = normal(rng, 16);
    predictions[5] = Double.NaN;
    double[] gradient = new double[16];
    for (DecisionLossKind kind : DecisionLossKind.values()) {
      SurrogateGradient surrogate =
          SurrogateGradient.relative(kind, new double[] {1}, 0.5, 1e-3, true);
      assertThat(surrogate.apply(predictions, batch, gradient)).isNaN();
      assertThat(gradient).containsOnly(Double.NaN);
      assertThatThrownBy(() -> surrogate.moveTo(-1)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () ->
                SurrogateGradient.relative(DecisionLossKind.PPL, new double[] {1}, 0, 1e-3, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SampleBatch batch(Rng rng, int rows, int arms, boolean known) {
    int[] arm = new int[rows];
    double[] propensity = new double[known ? rows : 0];
    for (int i = 0; i < rows; i++) {
      arm[i] = rng.nextInt(arms);
      if (known) {
        propensity[i] = 0.1 + 0.9 * rng.nextDouble();
      }
    }
    return new SampleBatch(
        rows,
        3,
        arms,
        normal(rng, rows * 3),
        arm,
        normal(rng, rows),
        normal(rng, rows),
        new double[0],
        propensity);
  }

  private static double[] normal(Rng rng, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = rng.nextGaussian();
    }
    return values;
  }
}
