package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the operator does when effects turn under a model that has learned them. */
class DriftResponseTest {
  private static final int BEFORE = 4_000;
  private static final int AFTER = 1_500;

  private static List<DualPrice> run(String response, boolean turn) throws Exception {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("drift.response", response);
    options.put("drift.run-length", "1000");
    options.put("window.max-samples", "2000");
    // What the window held before the turn must not be gone for another reason.
    options.put("drift.pause", "100000");
    List<Sample> samples = new ArrayList<>(Fixtures.samples("c", BEFORE + AFTER, 4));
    for (int i = BEFORE; turn && i < samples.size(); i++) {
      Sample sample = samples.get(i);
      // The two paid arms change places: who liked the mail likes the gift.
      if (!sample.getArmId().equals("none")) {
        boolean old = sample.getNumericFeatures().get(0) > 40;
        boolean mail = sample.getArmId().equals("mail");
        double was = mail ? (old ? 3 : 1) : (old ? 2 : 4);
        double becomes = mail ? (old ? 1 : 3) : (old ? 4 : 2);
        sample.setRevenue(Math.max(0, sample.getRevenue() - was + becomes));
      }
    }
    try (LearnerHarness learner = new LearnerHarness(null)) {
      learner.campaign(Fixtures.campaign("c", 1, options));
      learner.samples(samples);
      return learner.prices();
    }
  }

  private static double last(List<DualPrice> prices, String diagnostic) {
    return prices.get(prices.size() - 1).getDiagnostics().get(diagnostic);
  }

  @Test
  void aTurnIsFoundAndTheWindowForgetsWhatCameBefore() throws Exception {
    List<DualPrice> reported = run("REPORT", true);
    List<DualPrice> shortened = run("SHORTEN", true);
    assertThat(last(reported, "drifts")).isEqualTo(1);
    assertThat(last(shortened, "drifts")).isEqualTo(1);
    assertThat(last(shortened, "windowRows")).isLessThan(last(reported, "windowRows") - 500);
    List<DualPrice> relearned = run("RELEARN", true);
    assertThat(last(relearned, "windowRows")).isEqualTo(last(shortened, "windowRows"));
    assertThat(last(relearned, "correctionNorm")).isNotEqualTo(last(shortened, "correctionNorm"));
  }

  @Test
  void steadyEffectsRaiseNoAlarm() throws Exception {
    assertThat(last(run("SHORTEN", false), "drifts")).isZero();
  }
}
