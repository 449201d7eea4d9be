package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.weir.learner.thin.LeftOut;
import io.weir.learner.thin.PartitionThinner;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.schemas.Assignment;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A learner that sees a part of the samples knows of all what it would have counted itself. */
class LeftOutTest {
  private static final int SAMPLES = 6_000;
  private static final double MAX_RATE = 60;

  private static DualPrice last(UnaryOperator<Sample> change, double maxRate) {
    List<DualPrice> prices = new ArrayList<>();
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    // A solve in a few records: the last slide is then solved in both runs.
    options.put("solve.chunk-rows", "4096");
    options.put("solve.records-per-step", "1");
    LearningLoop loop =
        new LearningLoop(
            new CoreTrainerFactory(),
            Fixtures.campaign("c", 1, options),
            (model, price, shadow) -> prices.add(price));
    PartitionThinner thinner = new PartitionThinner();
    for (Sample sample : Fixtures.samples("c", SAMPLES, 1)) {
      Sample changed = change.apply(sample);
      if (thinner.stays(changed, maxRate, loop::take)) {
        assertThat(loop.take(changed)).isNull();
      }
    }
    thinner.finish(Long.MAX_VALUE, loop::take);
    loop.finish();
    return prices.get(prices.size() - 1);
  }

  private static void assertSame(DualPrice all, DualPrice part, String diagnostic) {
    double of = all.getDiagnostics().get(diagnostic);
    assertThat(part.getDiagnostics().get(diagnostic))
        .as(diagnostic)
        .isCloseTo(of, within(1e-9 * Math.abs(of)));
  }

  @Test
  void budgetPerImpressionAndTheOldPolicysValueAreExact() {
    DualPrice all = last(sample -> sample, Double.POSITIVE_INFINITY);
    DualPrice part = last(sample -> sample, MAX_RATE);
    assertThat(all.getDiagnostics()).doesNotContainKey("samplesLeftOut");
    assertThat(part.getDiagnostics().get("samplesLeftOut")).isGreaterThan(2_000);
    // Sums come a second late, and this is a minute: the forecast looks at what it knew by then.
    assertThat((double) part.getBudgetPerImpressionMicros())
        .isCloseTo(all.getBudgetPerImpressionMicros(), withinPercentage(1.5));
    for (String same :
        List.of(
            "oldPolicyValue",
            "oldPolicyValueSamples",
            "oldPolicyValueLower",
            "oldPolicyValueUpper",
            "oldPolicyCost")) {
      assertSame(all, part, same);
    }
  }

  @Test
  void soAreTheValueAndCostOfWhatServed() {
    UnaryOperator<Sample> served =
        sample ->
            sample.getAssignment() == Assignment.POLICY
                ? Sample.newBuilder(sample).setModelVersion(1L).build()
                : sample;
    DualPrice all = last(served, Double.POSITIVE_INFINITY);
    DualPrice part = last(served, MAX_RATE);
    assertThat(part.getDiagnostics().get("samplesLeftOut")).isGreaterThan(2_000);
    assertSame(all, part, "servedPolicyValue");
    assertSame(all, part, "servedPolicyValueSamples");
    assertSame(all, part, "servedPolicyCost");
    assertThat(part.getDiagnostics()).doesNotContainKey("oldPolicyValue");
  }

  @Test
  void anImpossibleOutcomeThatWasLeftOutSpoilsNothing() {
    DualPrice sound = last(sample -> sample, MAX_RATE);
    int[] seen = {0};
    DualPrice poisoned =
        last(
            sample ->
                sample.getAssignment() == Assignment.POLICY && ++seen[0] % 97 == 0
                    ? Sample.newBuilder(sample).setRevenue(1e30).build()
                    : sample,
            MAX_RATE);
    assertThat(poisoned.getDiagnostics().get("oldPolicyValue"))
        .isCloseTo(sound.getDiagnostics().get("oldPolicyValue"), within(0.1));
  }

  @Test
  void survivesAsBytes() throws Exception {
    LeftOut sums = new LeftOut("c");
    Fixtures.samples("c", 500, 2).forEach(sums::add);
    LeftOut read = LeftOut.read(io.weir.core.state.StateInput.of(sums.toBytes()));
    assertThat(read.toBytes()).isEqualTo(sums.toBytes());
    assertThat(read.samples()).isEqualTo(500);
    assertThat(Instant.ofEpochMilli(read.closedAt()))
        .isEqualTo(Instant.ofEpochMilli(Fixtures.START + 4_990));
  }
}
