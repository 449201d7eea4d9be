package io.weir.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.allocation.LoggedSamples;
import java.util.SplittableRandom;

/** Random predictions and randomized samples, and the check of a gradient by finite differences. */
final class DecisionFixture {
  final double[] outputs;
  final LoggedSamples samples;
  final double[] baseline;

  DecisionFixture(long seed, int n, int arms) {
    SplittableRandom random = new SplittableRandom(seed);
    outputs = random.doubles(2L * n * arms, -1, 2).toArray();
    baseline = random.doubles(2L * n * arms, 0, 2).toArray();
    int[] arm = random.ints(n, 0, arms).toArray();
    samples =
        LoggedSamples.of(
            arms,
            arm,
            random.doubles(n, 0, 3).toArray(),
            random.doubles(n, 0, 2).toArray(),
            random.doubles(n, 0.1, 1).toArray());
  }

  void assertGradient(DecisionLoss loss) {
    double[] gradient = new double[outputs.length];
    double[] scratch = new double[outputs.length];
    loss.evaluate(samples, outputs, gradient);
    double step = 1e-5;
    for (int k = 0; k < outputs.length; k++) {
      double kept = outputs[k];
      outputs[k] = kept + step;
      double above = loss.evaluate(samples, outputs, scratch);
      outputs[k] = kept - step;
      double below = loss.evaluate(samples, outputs, scratch);
      outputs[k] = kept;
      assertThat(gradient[k])
          .isCloseTo((above - below) / (2 * step), within(1e-6 * (1 + Math.abs(gradient[k]))));
    }
  }
}
