package io.weir.cli.campaign;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.contract.Layouts;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.money.Money;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Sample;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's samples as a table: {@code samples.csv.gz}, and {@code backtest.json}, which tells
 * the backtest what the columns are. Columns of Weir's own begin with {@code weir_}; features have
 * their names. Randomized samples are RCT, a policy's are OBS; OVERRIDE is left out, as learning
 * leaves it out.
 */
final class SampleLog implements AutoCloseable {
  static final String SAMPLES = "samples.csv.gz";
  static final String DESCRIPTION = "backtest.json";

  private static final List<String> OWN =
      List.of(
          "weir_time",
          "weir_source",
          "weir_unit",
          "weir_arm",
          "weir_propensity",
          "weir_revenue",
          "weir_cost");
  private static final double[] BUDGET_FACTORS = {0.5, 1, 1.5};
  private static final int SEEDS = 5;

  private final Campaign campaign;
  private final List<String> arms;
  private final FeatureLayout features;
  private final Path directory;
  private final CSVPrinter csv;
  private final Map<String, Long> leftOut = new TreeMap<>();
  private long randomized;
  private long observational;
  private double randomizedCost;

  /** Creates the file, in a directory that is there. */
  SampleLog(Campaign campaign, Path directory) throws IOException {
    this.campaign = campaign;
    this.arms = campaign.getArms().stream().map(arm -> arm.getArmId()).toList();
    this.features = Layouts.of(campaign);
    this.directory = directory;
    List<String> header = new ArrayList<>(OWN);
    header.addAll(campaign.getNumericFeatures());
    campaign.getCategoricalFeatures().forEach(feature -> header.add(feature.getName()));
    this.csv =
        new CSVPrinter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(directory.resolve(SAMPLES))),
                StandardCharsets.UTF_8),
            CSVFormat.RFC4180);
    csv.printRecord(header);
  }

  /** Takes a sample; those of other campaigns are no part of it. */
  void add(Sample sample) throws IOException {
    if (!sample.getCampaignId().equals(campaign.getCampaignId())) {
      return;
    }
    String why = unfit(sample);
    if (why != null) {
      leftOut.merge(why, 1L, Long::sum);
      return;
    }
    boolean chance = sample.getAssignment() == Assignment.RANDOMIZED;
    BigDecimal cost = new Money(sample.getCostMicros()).decimal();
    if (chance) {
      randomized++;
      randomizedCost += cost.doubleValue();
    } else {
      observational++;
    }
    csv.print(sample.getOccurredAt().toEpochMilli());
    csv.print(chance ? "RCT" : "OBS");
    csv.print(sample.getUnitId().isEmpty() ? sample.getImpressionId() : sample.getUnitId());
    csv.print(sample.getArmId());
    csv.print(chance ? sample.getPropensity() : null);
    csv.print(sample.getRevenue());
    csv.print(cost.toPlainString());
    for (Float value : sample.getNumericFeatures()) {
      csv.print(value.isNaN() ? null : value);
    }
    for (String value : sample.getCategoricalFeatures()) {
      csv.print(value);
    }
    csv.println();
  }

  /** Returns why a sample is left out; null if it is not. */
  private @Nullable String unfit(Sample sample) {
    if (sample.getAssignment() == Assignment.OVERRIDE) {
      return "were decided by nobody's policy (OVERRIDE)";
    }
    FeatureLayout.Violation violation =
        features.check(
            sample.getFeatureSet(), sample.getNumericFeatures(), sample.getCategoricalFeatures());
    if (violation == FeatureLayout.Violation.NOT_FINITE) {
      return "lack a feature that is not nullable";
    }
    if (violation != null) {
      return "have another layout of features";
    }
    return arms.contains(sample.getArmId()) ? null : "have an arm that the campaign has no more";
  }

  /** Returns how many randomized samples were written. */
  long randomized() {
    return randomized;
  }

  /** Returns how many of a policy's samples were written. */
  long observational() {
    return observational;
  }

  /** Returns how many samples were left out, by reason. */
  Map<String, Long> leftOut() {
    return leftOut;
  }

  /** Writes the description; budgets are multiples of what chance spends per impression. */
  void describe() throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.putArray("files").add(SAMPLES);
    ArrayNode numeric = root.putArray("numericFeatures");
    campaign.getNumericFeatures().forEach(numeric::add);
    ArrayNode categorical = root.putArray("categoricalFeatures");
    for (CategoricalFeature feature : campaign.getCategoricalFeatures()) {
      categorical
          .addObject()
          .put("column", feature.getName())
          .put("maxLevels", feature.getBuckets());
    }
    ArrayNode nullable = root.putArray("nullableFeatures");
    campaign.getNullableFeatures().forEach(nullable::add);
    ObjectNode arm = root.putObject("arm").put("column", "weir_arm");
    ArrayNode values = arm.putArray("values");
    arms.forEach(values::add);
    arm.put("free", arms.get(0));
    root.putObject("revenue").put("column", "weir_revenue");
    root.putObject("cost").put("column", "weir_cost");
    root.put("propensity", "weir_propensity");
    root.put("timestamp", "weir_time");
    root.put("source", "weir_source");
    root.put("unit", "weir_unit");
    ArrayNode budgets = root.putArray("budgets");
    for (double factor : BUDGET_FACTORS) {
      budgets.add(factor * randomizedCost / Math.max(1, randomized));
    }
    root.putObject("split").put("train", 0.5).put("validation", 0.1).put("test", 0.4);
    ArrayNode seeds = root.putArray("seeds");
    for (int seed = 1; seed <= SEEDS; seed++) {
      seeds.add(seed);
    }
    Files.writeString(directory.resolve(DESCRIPTION), mapper.writeValueAsString(root) + "\n");
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
