package io.weir.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.simulator.world.LoggedMarket;
import java.util.List;

/** The JSON description by which a backtest reads exported logs. */
final class BacktestDescription {

  private static final double[] BUDGET_FACTORS = {0.5, 1, 1.5};

  private BacktestDescription() {}

  /**
   * Describes exported logs.
   *
   * @param markets the same market drawn from each seed; one or more
   * @param seedOfEach their seeds, in the same order: one run of the backtest each
   * @param files file names; {@code {seed}} in them stands for the seed
   * @return JSON text. Budgets are multiples of the budget per impression, averaged over the seeds
   */
  static String json(
      List<? extends LoggedMarket> markets, List<Long> seedOfEach, List<String> files) {
    LoggedMarket market = markets.get(0);
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    ArrayNode fileList = root.putArray("files");
    files.forEach(fileList::add);
    ArrayNode numeric = root.putArray("numericFeatures");
    market.numericNames().forEach(numeric::add);
    ArrayNode categorical = root.putArray("categoricalFeatures");
    market.categoricalNames().forEach(categorical::add);
    ObjectNode arm = root.putObject("arm");
    arm.put("column", "arm");
    ArrayNode values = arm.putArray("values");
    market.arms().forEach(values::add);
    arm.put("free", market.arms().get(0));
    root.putObject("revenue").put("column", "revenue");
    root.putObject("cost").put("column", "cost");
    root.put("propensity", "propensity");
    root.put("timestamp", "timestamp");
    root.put("source", "source");
    ObjectNode truth = root.putObject("truth");
    ObjectNode revenue = truth.putObject("revenue");
    ObjectNode cost = truth.putObject("cost");
    List<String> arms = market.arms();
    for (int index = 0; index < arms.size(); index++) {
      revenue.put(arms.get(index), "r_" + index);
      cost.put(arms.get(index), "c_" + index);
    }
    double budget =
        markets.stream().mapToDouble(LoggedMarket::budgetPerImpression).average().orElseThrow();
    ArrayNode budgets = root.putArray("budgets");
    for (double factor : BUDGET_FACTORS) {
      budgets.add(factor * budget);
    }
    ArrayNode seeds = root.putArray("seeds");
    seedOfEach.forEach(seeds::add);
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always writable", e);
    }
  }
}
