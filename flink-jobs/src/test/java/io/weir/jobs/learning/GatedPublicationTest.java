package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.learner.evidence.Evidence;
import io.weir.schemas.Assignment;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate inside the operator: what is published, when, and with which numbers. */
class GatedPublicationTest {
  private static Map<String, String> gated(String... pairs) {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("gate.mode", "LOWER_BOUND");
    options.put("gate.min-evidence", "60");
    options.put("budget.per-impression-micros", "800000");
    for (int i = 0; i < pairs.length; i += 2) {
      options.put(pairs[i], pairs[i + 1]);
    }
    return options;
  }

  /** What a campaign gets that says nothing of the gate. */
  private static Map<String, String> defaultGate() {
    Map<String, String> options = gated("rival", "BOTH");
    options.remove("gate.mode");
    options.remove("gate.min-evidence");
    return options;
  }

  private static LearnerHarness run(List<Sample> samples, Map<String, String> options)
      throws Exception {
    LearnerHarness harness = new LearnerHarness(null);
    harness.campaign(Fixtures.campaign("c", 1, options));
    harness.samples(samples);
    return harness;
  }

  private static List<String> reasons(List<DualPrice> prices) {
    return prices.stream().map(price -> price.getGate().getReason()).toList();
  }

  @Test
  void theFirstModelWaitsUntilItIsProvenAndItsDecisionsAreTold() throws Exception {
    try (LearnerHarness harness = run(Fixtures.samples("c", 6_000, 31), gated())) {
      List<DualPrice> decisions = harness.shadowPrices();
      assertThat(decisions).isNotEmpty();
      assertThat(decisions).allSatisfy(d -> assertThat(d.getModelVersion()).isZero());
      assertThat(decisions).allSatisfy(d -> assertThat(d.getGate().getPublished()).isFalse());
      assertThat(reasons(decisions)).contains("NOT_PROVEN").doesNotContain("ACCEPTED");
      assertThat(harness.shadowModels()).isEmpty();
      DualPrice first = harness.prices().get(0);
      assertThat(first.getGate().getReason()).isEqualTo("ACCEPTED");
      Map<String, Double> numbers = first.getDiagnostics();
      assertThat(numbers.get("gateEvidenceSamples")).isGreaterThanOrEqualTo(60);
      assertThat(numbers.get("gateGainLower"))
          .isGreaterThanOrEqualTo(-numbers.get("gateTolerance"));
      assertThat(numbers.get("gateReference")).isBetween(1.0, 2.0);
      // Price versions go on through records that nothing acts on.
      assertThat(first.getPriceVersion())
          .isGreaterThan(decisions.get(decisions.size() - 1).getPriceVersion());
    }
  }

  /** An old policy that already gives everyone the best arm for free cannot be beaten. */
  @Test
  void aModelThatDoesNotReachTheOldPolicyNeverServes() throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : Fixtures.samples("c", 5_000, 32)) {
      samples.add(
          sample.getAssignment() == Assignment.POLICY
              ? Sample.newBuilder(sample).setRevenue(9).setCostMicros(0).build()
              : sample);
    }
    try (LearnerHarness harness = run(samples, gated())) {
      assertThat(harness.models()).isEmpty();
      assertThat(harness.prices()).isEmpty();
      DualPrice last = harness.shadowPrices().get(harness.shadowPrices().size() - 1);
      assertThat(last.getGate().getReason()).isEqualTo("WORSE_THAN_BASELINE");
      assertThat(last.getDiagnostics().get("gateReference"))
          .isEqualTo((double) Evidence.Reference.OLD_POLICY.ordinal());
      assertThat(last.getDiagnostics().get("gateGainUpper")).isNegative();
    }
  }

  /** What is learned from shuffled outcomes is no better than before, and does not replace it. */
  @Test
  void aCandidateThatGotWorseLeavesTheLastGoodServing() throws Exception {
    List<Sample> samples = new ArrayList<>(Fixtures.samples("c", 9_000, 33));
    for (int i = 5_000; i < 9_000; i++) {
      Sample sample = samples.get(i);
      if (sample.getAssignment() == Assignment.POLICY) {
        // Observational data that praise the free arm beyond measure.
        boolean free = sample.getArmId().equals("none");
        samples.set(i, Sample.newBuilder(sample).setRevenue(free ? 60 : 0).build());
      }
    }
    Map<String, String> options =
        gated("learner.correction.batch-size", "0", "learner.bridge", "NONE");
    try (LearnerHarness harness = run(samples, options)) {
      DualPrice last = harness.prices().get(harness.prices().size() - 1);
      assertThat(last.getGate().getReason()).isEqualTo("WORSE_THAN_LIVE");
      Model served = harness.models().get(harness.models().size() - 1);
      assertThat(last.getModelVersion()).isEqualTo(served.getModelVersion());
      assertThat(Long.parseLong(served.getProvenance().get("samplesPolicy"))).isLessThan(4_000);
    }
  }

  /** Every model that serves is better than chance, and none is served before it has evidence. */
  @Test
  void theDefaultGateLetsUsefulModelsThrough() throws Exception {
    try (LearnerHarness harness = run(Fixtures.samples("c", 12_000, 37), defaultGate())) {
      List<Model> models = harness.models();
      assertThat(models).hasSizeGreaterThan(2);
      assertThat(models).extracting(Model::getModelVersion).isSorted().doesNotHaveDuplicates();
      assertThat(harness.shadowModels()).isEmpty();
      assertThat(reasons(harness.prices())).contains("ACCEPTED");
      DualPrice last = harness.prices().get(harness.prices().size() - 1);
      Map<String, Double> numbers = last.getDiagnostics();
      assertThat(numbers.get("prequentialGainOverRandomLower")).isPositive();
      assertThat(numbers).containsKeys("twoStageValue", "oldPolicyValue", "gateRejected");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {905, 3_307, 6_011})
  void aRestoredRunDecidesAsAnUninterruptedOneUnderTheDefaultGate(int interruptedAt)
      throws Exception {
    assertThat(restoredDecidesTheSame(defaultGate(), 7_000, interruptedAt))
        .extracting(price -> price.getGate().getReason())
        .contains("ACCEPTED");
  }

  @ParameterizedTest
  @ValueSource(ints = {905, 1_507, 2_111})
  void aRestoredRunDecidesAsAnUninterruptedOne(int interruptedAt) throws Exception {
    List<DualPrice> expected = restoredDecidesTheSame(gated("rival", "BOTH"), 4_000, interruptedAt);
    assertThat(expected.get(expected.size() - 1).getDiagnostics())
        .containsKeys("twoStageValue", "twoStageValueLower", "prequentialGainOverTwoStage");
  }

  private static List<DualPrice> restoredDecidesTheSame(
      Map<String, String> options, int count, int interruptedAt) throws Exception {
    List<Sample> samples = Fixtures.samples("c", count, 34);
    try (LearnerHarness whole = run(samples, options);
        LearnerHarness first = run(samples.subList(0, interruptedAt), options);
        LearnerHarness second = new LearnerHarness(first.snapshot())) {
      second.samples(samples.subList(interruptedAt, samples.size()));
      List<DualPrice> expected = whole.prices();
      List<DualPrice> got = new ArrayList<>(first.prices());
      got.addAll(second.prices());
      assertThat(got.stream().distinct().toList()).isEqualTo(expected);
      return expected;
    }
  }

  @Test
  void explodingParametersEndInARefusalAndANewLearner() throws Exception {
    try (LearnerHarness harness =
        run(Fixtures.samples("c", 3_000, 35), gated("learner.norm-limit", "1"))) {
      assertThat(harness.models()).isEmpty();
      assertThat(reasons(harness.shadowPrices())).contains("DIVERGED").doesNotContain("ACCEPTED");
    }
  }

  /** Conjugate gradients that are cut off long before they converge are no hypergradient. */
  @ParameterizedTest
  @ValueSource(strings = {"STREAM", "PAPER_IMPLICIT"})
  void aLinearSolveThatFailsIsRefusedAndToldOf(String method) throws Exception {
    Map<String, String> options =
        gated(
            "gate.mode", "GUARDS",
            "method", method,
            "learner.bridge.hypergradient", "IMPLICIT",
            "learner.bridge.iterations", "1",
            "gate.cg-residual", "1e-6");
    try (LearnerHarness harness = run(Fixtures.samples("c", 3_000, 38), options)) {
      List<DualPrice> decisions = new ArrayList<>(harness.prices());
      decisions.addAll(harness.shadowPrices());
      DualPrice refused =
          decisions.stream()
              .filter(price -> price.getGate().getReason().equals("CG_FAILED"))
              .findFirst()
              .orElseThrow();
      assertThat(refused.getDiagnostics().get("cgResidual")).isGreaterThan(1e-6);
      assertThat(refused.getDiagnostics()).containsEntry("cgIterations", 1.0);
      assertThat(refused.getDiagnostics()).containsKey("hypergradientNorm");
    }
    options.remove("gate.cg-residual");
    options.remove("learner.bridge.iterations");
    try (LearnerHarness harness = run(Fixtures.samples("c", 3_000, 38), options)) {
      assertThat(reasons(harness.prices())).contains("ACCEPTED").doesNotContain("CG_FAILED");
      DualPrice last = harness.prices().get(harness.prices().size() - 1);
      assertThat(last.getDiagnostics().get("cgResidual")).isBetween(0.0, 0.9);
    }
  }

  @Test
  void aWindowWithoutAnArmIsRefused() throws Exception {
    List<Sample> samples = new ArrayList<>(Fixtures.samples("c", 3_000, 36));
    samples.removeIf(
        s -> s.getAssignment() == Assignment.RANDOMIZED && s.getArmId().equals("gift"));
    try (LearnerHarness harness = run(samples, gated("alarms.freeze", "false"))) {
      assertThat(harness.models()).isEmpty();
      assertThat(reasons(harness.shadowPrices())).contains("DEGENERATE_WINDOW");
    }
  }
}
