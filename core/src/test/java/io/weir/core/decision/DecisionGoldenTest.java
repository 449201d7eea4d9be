package io.weir.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.core.allocation.EstimatedCostSolver;
import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reproduces the decision losses of the golden files of an independent implementation. */
class DecisionGoldenTest {
  private static JsonNode load(String name) {
    try (InputStream in =
        DecisionGoldenTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static double[] row(JsonNode node) {
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asDouble();
    }
    return values;
  }

  private static LoggedSamples samples(JsonNode data, int arms) {
    int[] arm = new int[data.get("t").size()];
    for (int i = 0; i < arm.length; i++) {
      arm[i] = data.get("t").get(i).asInt();
    }
    return LoggedSamples.of(arms, arm, row(data.get("r")), row(data.get("c")), null);
  }

  /** Puts revenue and cost matrices side by side. */
  private static double[] outputs(JsonNode revenue, JsonNode cost) {
    int arms = revenue.get(0).size();
    double[] result = new double[2 * arms * revenue.size()];
    for (int i = 0; i < revenue.size(); i++) {
      System.arraycopy(row(revenue.get(i)), 0, result, 2 * arms * i, arms);
      System.arraycopy(row(cost.get(i)), 0, result, 2 * arms * i + arms, arms);
    }
    return result;
  }

  private static void assertLoss(
      JsonNode want, DecisionLoss loss, LoggedSamples samples, double[] outputs) {
    double[] gradient = new double[outputs.length];
    double value = loss.evaluate(samples, outputs, gradient);
    assertThat(value).isCloseTo(want.get("value").asDouble(), within(1e-9 * Math.abs(value)));
    double[] expected = outputs(want.get("grad_rhat"), want.get("grad_chat"));
    for (int k = 0; k < expected.length; k++) {
      assertThat(gradient[k])
          .isCloseTo(expected[k], within(1e-9 * Math.max(0.01, Math.abs(expected[k]))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu_m3", "tanh_m2", "softplus_m5"})
  void lossesOnNetworkOutputs(String name) {
    JsonNode file = load(name);
    JsonNode want = file.get("expected");
    int arms = file.get("M").asInt();
    LoggedSamples samples = samples(file.get("rct"), arms);
    JsonNode rows = want.get("target_out_rct");
    double[] outputs = new double[2 * arms * rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(row(rows.get(i)), 0, outputs, 2 * arms * i, 2 * arms);
    }
    double price = file.get("lam").asDouble();
    double tau = file.get("tau").asDouble();
    double margin = file.get("h_min").asDouble();
    double[] one = {price};
    double[] ladder = row(want.get("dual_lams"));

    assertLoss(want.get("ppl"), DecisionLossKind.PPL.loss(one, tau, margin), samples, outputs);
    assertLoss(want.get("pifd"), DecisionLossKind.PIFD.loss(one, tau, margin), samples, outputs);
    assertLoss(want.get("dpl"), DecisionLossKind.DPL.loss(ladder, tau, margin), samples, outputs);
    assertLoss(want.get("difd"), DecisionLossKind.DIFD.loss(ladder, tau, margin), samples, outputs);
    assertSlopes(
        want.get("pifd_frozen_grad"),
        new FiniteDifferenceLoss(price, 0, tau, margin),
        samples,
        outputs);
    assertSlopes(
        want.get("difd_frozen_grad_at_lam"),
        new FiniteDifferenceLoss(price, price, tau, margin),
        samples,
        outputs);

    double[] z = new double[arms];
    SoftPolicy policy = new SoftPolicy(price, tau);
    for (int i = 0; i < samples.n(); i++) {
      policy.probabilities(outputs, i, z);
      assertThat(z).containsExactly(row(want.get("softz").get(i)), within(1e-12));
    }
    double[] costAndRevenue = new double[2];
    EstimatedCostSolver.estimate(
        samples, Predictions.ofOutputs(outputs, samples.n(), arms), price, costAndRevenue);
    JsonNode value = want.get("eom_at_lam");
    assertThat(costAndRevenue[1]).isCloseTo(value.get(0).asDouble(), within(1e-9));
    assertThat(costAndRevenue[0]).isCloseTo(value.get(1).asDouble(), within(1e-9));
  }

  private static void assertSlopes(
      JsonNode want, FiniteDifferenceLoss loss, LoggedSamples samples, double[] outputs) {
    double[] slope = new double[samples.arms()];
    for (int i = 0; i < samples.n(); i++) {
      loss.slopes(samples, outputs, i, slope);
      double[] expected = row(want.get(i));
      for (int j = 0; j < slope.length; j++) {
        assertThat(slope[j])
            .isCloseTo(expected[j], within(1e-9 * Math.max(1, Math.abs(expected[j]))));
      }
    }
  }

  @Test
  void lossesOnGivenPredictions() {
    JsonNode file = load("alloc_m4");
    LoggedSamples samples = samples(file, 4);
    double[] outputs = outputs(file.get("r_hat"), file.get("c_hat"));
    double[] gradient = new double[outputs.length];
    for (JsonNode at : file.get("expected").get("budgets")) {
      double price = at.get("bisect60").asDouble();
      double ppl = at.get("ppl_tau0p3").asDouble();
      double pifd = at.get("pifd_tau0p3").asDouble();
      assertThat(new PolicyLearningLoss(price, 0, 0.3, null).evaluate(samples, outputs, gradient))
          .isCloseTo(ppl, within(1e-9 * Math.abs(ppl)));
      FiniteDifferenceLoss finite = new FiniteDifferenceLoss(price, 0, 0.3, 1e-3);
      assertThat(finite.evaluate(samples, outputs, gradient))
          .isCloseTo(pifd, within(1e-9 * Math.abs(pifd)));
      if (at.get("pifd_grad_hmin1e_3").isArray()) {
        assertSlopes(at.get("pifd_grad_hmin1e_3"), finite, samples, outputs);
      }
    }
  }
}
