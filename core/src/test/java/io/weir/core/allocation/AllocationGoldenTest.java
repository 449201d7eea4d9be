package io.weir.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reproduces the allocation parts of the golden files of an independent implementation. */
class AllocationGoldenTest {
  private static JsonNode load(String name) {
    try (InputStream in =
        AllocationGoldenTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static double[] flat(JsonNode node) {
    if (!node.get(0).isArray()) {
      double[] values = new double[node.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = node.get(i).asDouble();
      }
      return values;
    }
    int width = node.get(0).size();
    double[] values = new double[node.size() * width];
    for (int i = 0; i < node.size(); i++) {
      for (int j = 0; j < width; j++) {
        values[i * width + j] = node.get(i).get(j).asDouble();
      }
    }
    return values;
  }

  private static int[] ints(JsonNode node) {
    int[] values = new int[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asInt();
    }
    return values;
  }

  private static Offset<Double> near(double value) {
    return within(1e-9 * Math.max(1, Math.abs(value)));
  }

  private static void assertPair(JsonNode revenueAndCost, double[] costAndRevenue) {
    assertThat(costAndRevenue[1]).isCloseTo(revenueAndCost.get(0).asDouble(), within(1e-9));
    assertThat(costAndRevenue[0]).isCloseTo(revenueAndCost.get(1).asDouble(), within(1e-9));
  }

  private static double justAbove(double price) {
    return price * (1 + 1e-9) + 1e-12;
  }

  private final JsonNode alloc = load("alloc_m4");
  private final JsonNode expected = alloc.get("expected");
  private final Predictions predictions =
      Predictions.of(flat(alloc.get("r_hat")), flat(alloc.get("c_hat")), 4);
  private final LoggedSamples samples =
      LoggedSamples.of(4, ints(alloc.get("t")), flat(alloc.get("r")), flat(alloc.get("c")), null);

  @Test
  void costAndRevenueAtGivenPrices() {
    EstimatedCostCurve curve = EstimatedCostCurve.of(samples, predictions);
    ExactCostCurve predicted = ExactCostCurve.of(predictions);
    double[] direct = new double[2];
    for (JsonNode at : expected.get("cost_rev_at_lambda")) {
      double price = at.get("lam").asDouble();
      EstimatedCostSolver.estimate(samples, predictions, price, direct);
      assertPair(at.get("eom"), direct);
      assertThat(curve.costAt(price)).isCloseTo(direct[0], within(1e-12));
      assertThat(curve.revenueAt(price)).isCloseTo(direct[1], within(1e-12));
      double cost = at.get("predicted_cost").asDouble();
      assertThat(predicted.costAt(price)).isCloseTo(cost, near(cost));
    }
  }

  @Test
  void theEstimatedCostJumpsUpAsOften() {
    EstimatedCostCurve curve = EstimatedCostCurve.of(samples, predictions);
    assertThat(curve.upwardJumps()).isEqualTo(expected.get("n_upward_jumps").asInt());
    assertThat(curve.steps()).isEqualTo(expected.get("n_knots").asInt());
  }

  @Test
  void pricesForEveryBudget() {
    EstimatedCostCurve curve = EstimatedCostCurve.of(samples, predictions);
    double[] direct = new double[2];
    for (JsonNode at : expected.get("budgets")) {
      double budget = at.get("budget_per_capita").asDouble();
      double first = at.get("exact_first").asDouble();
      double last = at.get("exact_last").asDouble();
      double bisected = at.get("bisect60").asDouble();
      double byPrediction = at.get("lambda_predicted_cost_bisect").asDouble();
      assertThat(curve.firstCrossing(budget).dualPrice()).isCloseTo(first, near(first));
      assertThat(curve.lastCrossing(budget).dualPrice()).isCloseTo(last, near(last));
      assertThat(new EstimatedCostSolver().solve(samples, predictions, budget).dualPrice())
          .isCloseTo(bisected, near(bisected));
      assertThat(new DualPriceSolver().solve(predictions, budget).dualPrice())
          .isCloseTo(byPrediction, near(byPrediction));
      EstimatedCostSolver.estimate(samples, predictions, justAbove(last), direct);
      assertPair(at.get("eom_rev_cost_just_above_last"), direct);
      EstimatedCostSolver.estimate(samples, predictions, justAbove(bisected), direct);
      assertPair(at.get("eom_rev_cost_bisect"), direct);
    }
  }

  @Test
  void theLinearProgramAndItsDual() {
    JsonNode lp = expected.get("lp_mckp");
    double budget = lp.get("budget_per_capita").asDouble();
    DualPrice found = new DualPriceSolver().solve(predictions, budget);
    double price = lp.get("lp_dual_lambda").asDouble();
    assertThat(found.dualPrice()).isCloseTo(price, near(price));
    assertThat(found.revenueBound(budget))
        .isCloseTo(lp.get("lp_value_per_capita").asDouble(), within(1e-9));
    assertThat(found.expectedRevenue())
        .isCloseTo(lp.get("lagrangian_value_per_capita").asDouble(), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu_m3", "tanh_m2", "softplus_m5"})
  void networksAllocation(String name) {
    JsonNode file = load(name);
    int arms = file.get("M").asInt();
    JsonNode rct = file.get("rct");
    LoggedSamples rctSamples =
        LoggedSamples.of(arms, ints(rct.get("t")), flat(rct.get("r")), flat(rct.get("c")), null);
    JsonNode want = file.get("expected");
    double[] outputs = flat(want.get("target_out_rct"));
    Predictions view = Predictions.ofOutputs(outputs, rctSamples.n(), arms);
    double[] direct = new double[2];
    EstimatedCostSolver.estimate(rctSamples, view, file.get("lam").asDouble(), direct);
    assertPair(want.get("eom_at_lam"), direct);
    int[] arm = new int[rctSamples.n()];
    Policy.argmax(view, file.get("lam").asDouble(), arm);
    assertThat(arm).isEqualTo(ints(want.get("argmax_at_lam")));

    EstimatedCostCurve curve = EstimatedCostCurve.of(rctSamples, view);
    int solved = 0;
    for (JsonNode at : want.get("allocation")) {
      double budget = at.get("budget_per_capita").asDouble();
      if (at.get("exact_first").isTextual()) {
        assertThat(curve.firstCrossing(budget).dualPrice()).isEqualTo(Double.POSITIVE_INFINITY);
        continue;
      }
      solved++;
      double first = at.get("exact_first").asDouble();
      double bisected = at.get("bisect60").asDouble();
      assertThat(curve.firstCrossing(budget).dualPrice()).isCloseTo(first, near(first));
      assertThat(new EstimatedCostSolver().solve(rctSamples, view, budget).dualPrice())
          .isCloseTo(bisected, near(bisected));
      EstimatedCostSolver.estimate(rctSamples, view, justAbove(first), direct);
      assertPair(at.get("exact_first_eom_rev_cost"), direct);
      EstimatedCostSolver.estimate(rctSamples, view, justAbove(bisected), direct);
      assertPair(at.get("bisect60_eom_rev_cost"), direct);
      if (at.get("exact_last").isNumber()) {
        double last = at.get("exact_last").asDouble();
        assertThat(curve.lastCrossing(budget).dualPrice()).isCloseTo(last, near(last));
        EstimatedCostSolver.estimate(rctSamples, view, justAbove(last), direct);
        assertPair(at.get("exact_last_eom_rev_cost"), direct);
      }
    }
    assertThat(solved).isPositive();
  }
}
