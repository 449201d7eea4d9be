package io.weir.backtest.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Self-normalized values against an independent implementation's, from the golden files. */
class SelfNormalizedGoldenTest {
  private static final Path GOLDEN = Path.of("..", "core", "src", "test", "resources", "golden");

  private static JsonNode load(String name) throws IOException {
    return new ObjectMapper().readTree(GOLDEN.resolve(name + ".json").toFile());
  }

  private static double[] row(JsonNode node) {
    return IntStream.range(0, node.size()).mapToDouble(i -> node.get(i).asDouble()).toArray();
  }

  /** Holds revenue, then cost, of what predictions decide at a price to the golden numbers. */
  private static void holds(
      JsonNode want, JsonNode data, Predictions predictions, int arms, double price) {
    int n = data.get("t").size();
    int[] arm = IntStream.range(0, n).map(i -> data.get("t").get(i).asInt()).toArray();
    int[] chosen = IntStream.range(0, n).map(i -> predictions.argmax(i, price)).toArray();
    double[][] outcomes = {row(data.get("r")), row(data.get("c"))};
    LoggedSamples rows = LoggedSamples.of(arms, arm, outcomes[0], outcomes[1], null);
    int[] units = IntStream.range(0, n).toArray();
    for (int k = 0; k < outcomes.length; k++) {
      double[] outcome = outcomes[k];
      PolicyEstimator estimator =
          new PolicyEstimator(rows, outcome, new double[n * arms], 1.5, outcome, units, n);
      assertThat(estimator.selfNormalized(chosen).interval().estimate())
          .isCloseTo(want.get(k).asDouble(), within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu_m3", "tanh_m2", "softplus_m5"})
  void ofNetworkOutputs(String name) throws IOException {
    JsonNode file = load(name);
    JsonNode want = file.get("expected");
    int arms = file.get("M").asInt();
    JsonNode outputs = want.get("target_out_rct");
    double[] flat = new double[2 * arms * outputs.size()];
    for (int i = 0; i < outputs.size(); i++) {
      System.arraycopy(row(outputs.get(i)), 0, flat, 2 * arms * i, 2 * arms);
    }
    holds(
        want.get("eom_selfnorm_at_lam"),
        file.get("rct"),
        Predictions.ofOutputs(flat, outputs.size(), arms),
        arms,
        file.get("lam").asDouble());
  }

  @Test
  void ofGivenPredictions() throws IOException {
    JsonNode file = load("alloc_m4");
    int arms = 4;
    int n = file.get("r_hat").size();
    double[] flat = new double[2 * arms * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(row(file.get("r_hat").get(i)), 0, flat, 2 * arms * i, arms);
      System.arraycopy(row(file.get("c_hat").get(i)), 0, flat, 2 * arms * i + arms, arms);
    }
    for (JsonNode at : file.get("expected").get("cost_rev_at_lambda")) {
      Predictions predictions = Predictions.ofOutputs(flat, n, arms);
      holds(at.get("eom_selfnorm"), file, predictions, arms, at.get("lam").asDouble());
    }
  }
}
