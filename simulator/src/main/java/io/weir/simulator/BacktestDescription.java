package io.weir.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.simulator.world.CategoricalFeature;
import io.weir.simulator.world.NumericFeature;
import io.weir.simulator.world.SimulatedCampaign;
import java.util.List;

/** The JSON description by which a backtest reads exported logs. */
final class BacktestDescription {

  private static final double[] BUDGET_FACTORS = {0.5, 1, 1.5};

  private BacktestDescription() {}

  static List<String> numericNames(SimulatedCampaign campaign) {
    return campaign.world().spec().numeric().stream().map(NumericFeature::name).toList();
  }

  static List<String> categoricalNames(SimulatedCampaign campaign) {
    return campaign.world().spec().categorical().stream().map(CategoricalFeature::name).toList();
  }

  static String json(SimulatedCampaign campaign, List<String> files) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    ArrayNode fileList = root.putArray("files");
    files.forEach(fileList::add);
    ArrayNode numeric = root.putArray("numericFeatures");
    numericNames(campaign).forEach(numeric::add);
    ArrayNode categorical = root.putArray("categoricalFeatures");
    categoricalNames(campaign).forEach(categorical::add);
    ObjectNode arm = root.putObject("arm");
    arm.put("column", "arm");
    ArrayNode values = arm.putArray("values");
    campaign.world().spec().arms().forEach(values::add);
    arm.put("free", campaign.world().spec().arms().get(0));
    root.putObject("revenue").put("column", "revenue");
    root.putObject("cost").put("column", "cost");
    root.put("propensity", "propensity");
    root.put("timestamp", "timestamp");
    root.put("source", "source");
    ObjectNode truth = root.putObject("truth");
    ObjectNode trueRevenue = truth.putObject("revenue");
    ObjectNode trueCost = truth.putObject("cost");
    List<String> armIds = campaign.world().spec().arms();
    for (int j = 0; j < armIds.size(); j++) {
      trueRevenue.put(armIds.get(j), "r_" + j);
      trueCost.put(armIds.get(j), "c_" + j);
    }
    ArrayNode budgets = root.putArray("budgets");
    for (double factor : BUDGET_FACTORS) {
      budgets.add(factor * campaign.budgetPerImpression());
    }
    ArrayNode seeds = root.putArray("seeds");
    for (int seed = 1; seed <= 10; seed++) {
      seeds.add(seed);
    }
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always writable", e);
    }
  }
}
