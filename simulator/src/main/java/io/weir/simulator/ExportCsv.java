package io.weir.simulator;

import io.weir.kafka.CommandErrors;
import io.weir.simulator.world.CampaignSpec;
import io.weir.simulator.world.CouponMarket;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.LoggedMarket;
import io.weir.simulator.world.World;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Writes logged experiments with known truth: {@code obs.csv} (the old policy's confounded log),
 * {@code rct.csv} (randomized evenly over the arms) and {@code description.json}, which tells a
 * backtest how to read them.
 *
 * <p>Columns: {@code timestamp} (milliseconds), {@code source} (OBS or RCT), {@code arm}, {@code
 * propensity} (empty for OBS), the features by name, {@code revenue}, {@code cost} (whole currency
 * units), then the truth given the features: mean revenues {@code r_0 ..} and mean costs {@code c_0
 * ..}, one per arm. The same options give the same bytes.
 */
@Command(
    name = "export-csv",
    mixinStandardHelpOptions = true,
    description = "Writes obs.csv, rct.csv and description.json of a simulated campaign.")
public final class ExportCsv implements Callable<Integer> {

  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final Duration WINDOW = Duration.ofHours(24);
  private static final long OBS_STREAM = 32;
  private static final long RCT_STREAM = 33;

  @Option(names = "--out", required = true, description = "Directory to write to; created.")
  private Path out;

  @Option(
      names = "--campaign",
      defaultValue = "groceries",
      description =
          "rides (2 arms), groceries (5), meals (8), or coupons (5), the market of a single"
              + " purchase that learners are compared on. Default: ${DEFAULT-VALUE}.")
  private String campaign;

  @Option(
      names = "--seeds",
      split = ",",
      defaultValue = "1",
      description =
          "One or more seeds: a world each. With several, files are named obs-SEED.csv and"
              + " rct-SEED.csv. Default: ${DEFAULT-VALUE}.")
  private List<Long> seeds;

  @Option(
      names = "--obs",
      defaultValue = "40000",
      description = "Observational rows. Default: ${DEFAULT-VALUE}.")
  private int obs;

  @Option(
      names = "--rct",
      defaultValue = "10000",
      description = "Randomized rows. Default: ${DEFAULT-VALUE}.")
  private int rct;

  @Option(
      names = "--confounding",
      description = "Strength: in [0, 1], default 1; for coupons on the logit, default 1.5.")
  private @Nullable Double confounding;

  @Option(
      names = "--span",
      defaultValue = "P30D",
      description = "Time the rows are spread over. Default: ${DEFAULT-VALUE}.")
  private Duration span;

  @Option(
      names = "--flip-after",
      description = "Reverse all effects after this time, such as P15D.")
  private @Nullable Duration flipAfter;

  /**
   * Runs the command.
   *
   * @param args command line
   */
  public static void main(String[] args) {
    System.exit(CommandErrors.install(new CommandLine(new ExportCsv())).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Drift drift = flipAfter == null ? Drift.NONE : Drift.flipAt(flipAfter.toMillis());
    Files.createDirectories(out);
    String suffix = seeds.size() == 1 ? "" : "-{seed}";
    List<String> files = List.of("obs" + suffix + ".csv", "rct" + suffix + ".csv");
    List<LoggedMarket> drawn = new ArrayList<>();
    for (long seed : seeds) {
      LoggedMarket simulated = draw(drift, seed);
      String number = Long.toString(seed);
      write(files.get(0).replace("{seed}", number), simulated, "OBS", obs, OBS_STREAM);
      write(files.get(1).replace("{seed}", number), simulated, "RCT", rct, RCT_STREAM);
      drawn.add(simulated);
    }
    Files.writeString(
        out.resolve("description.json"),
        BacktestDescription.json(drawn, seeds, files),
        StandardCharsets.UTF_8);
    return 0;
  }

  private LoggedMarket draw(Drift drift, long seed) {
    if (campaign.equals("coupons")) {
      if (flipAfter != null) {
        throw new ParameterException(
            new CommandLine(this), "--flip-after: the coupon market does not change");
      }
      return new CouponMarket(seed, confounding == null ? CouponMarket.CONFOUNDING : confounding);
    }
    double strength = confounding == null ? 1 : confounding;
    for (CampaignSpec spec : World.bundledSpecs(WINDOW, drift)) {
      if (spec.campaignId().equals(campaign)) {
        return World.draw(seed, List.of(spec.withConfounding(strength))).campaigns().get(0);
      }
    }
    throw new ParameterException(new CommandLine(this), "unknown campaign: " + campaign);
  }

  private void write(String file, LoggedMarket simulated, String source, int rows, long stream)
      throws IOException {
    boolean randomized = source.equals("RCT");
    LoggedMarket.Log log = simulated.log(randomized, stream);
    try (BufferedWriter writer = Files.newBufferedWriter(out.resolve(file));
        PrintWriter csv = new PrintWriter(writer)) {
      csv.print("timestamp,source,arm,propensity");
      simulated.numericNames().forEach(name -> csv.print("," + name));
      simulated.categoricalNames().forEach(name -> csv.print("," + name));
      csv.print(",revenue,cost");
      int arms = simulated.arms().size();
      for (String column : List.of("r_", "c_")) {
        for (int arm = 0; arm < arms; arm++) {
          csv.print("," + column + arm);
        }
      }
      csv.print('\n');
      for (int row = 0; row < rows; row++) {
        long elapsedMillis = (long) ((row + 0.5) * span.toMillis() / rows);
        writeRow(csv, simulated, source, elapsedMillis, log.next(elapsedMillis));
      }
      if (csv.checkError()) {
        throw new IOException("could not write " + out.resolve(file));
      }
    }
  }

  private static void writeRow(
      PrintWriter csv,
      LoggedMarket simulated,
      String source,
      long elapsedMillis,
      LoggedMarket.Row row) {
    StringBuilder line = new StringBuilder(256);
    line.append(START.toEpochMilli() + elapsedMillis).append(',').append(source);
    line.append(',').append(simulated.arms().get(row.arm())).append(',');
    if (source.equals("RCT")) {
      line.append(1.0 / simulated.arms().size());
    }
    for (float value : row.numeric()) {
      line.append(',').append(value);
    }
    for (String value : row.categorical()) {
      line.append(',').append(value);
    }
    line.append(',').append(row.revenue()).append(',').append(row.cost());
    for (double mean : row.trueRevenue()) {
      line.append(',').append(mean);
    }
    for (double mean : row.trueCost()) {
      line.append(',').append(mean);
    }
    csv.print(line.append('\n'));
  }
}
