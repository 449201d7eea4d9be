package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.learner.thin.LeftOut;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Sample;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class LeftOutMessageTest {
  private static final List<Sample> SAMPLES = Fixtures.samples("c", 1_501, 1);

  private static LeftOut sums(int from, int to) {
    LeftOut sums = new LeftOut("c");
    Fixtures.samples("c", to, 2).subList(from, to).forEach(sums::add);
    return sums;
  }

  private static double leftOut(List<DualPrice> prices) {
    return prices.get(prices.size() - 1).getDiagnostics().getOrDefault("samplesLeftOut", 0.0);
  }

  /** Before the campaign is known, before the warm-up is over, and after. */
  @Test
  void sumsAreCountedOnceWheneverTheyCome() throws Exception {
    OperatorSubtaskState early;
    try (LearnerHarness harness = new LearnerHarness(null)) {
      harness.leftOut(sums(0, 10));
      harness.samples(SAMPLES.subList(0, 20));
      early = harness.snapshot();
    }
    OperatorSubtaskState warmingUp;
    try (LearnerHarness harness = new LearnerHarness(early)) {
      harness.campaign(Fixtures.campaign("c", 1, Fixtures.quickOptions()));
      harness.leftOut(sums(10, 30));
      harness.samples(SAMPLES.subList(20, 40));
      warmingUp = harness.snapshot();
    }
    try (LearnerHarness harness = new LearnerHarness(warmingUp)) {
      harness.samples(SAMPLES.subList(40, 1_000));
      harness.leftOut(sums(30, 60));
      harness.samples(SAMPLES.subList(1_000, 1_501));
      assertThat(leftOut(harness.prices())).isEqualTo(60);
      assertThat(harness.deadLetters()).isEmpty();
    }
  }

  @Test
  void sumsOfAnEndedOrUnknownCampaignAreNoLetters() throws Exception {
    try (LearnerHarness harness = new LearnerHarness(null, "--hold-cap=1")) {
      harness.leftOut(sums(0, 10));
      harness.leftOut(sums(10, 20));
      harness.processingTime(3_600_000);
      harness.leftOut(sums(20, 30));
      assertThat(harness.deadLetters()).isEmpty();
      harness.tombstone("c");
      assertThat(harness.prices()).isEmpty();
    }
  }
}
