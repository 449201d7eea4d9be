package io.weir.cli.study;

import io.weir.simulator.traffic.SampleStream;
import io.weir.simulator.world.CampaignSpec;
import io.weir.simulator.world.Circumstances;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.SimulatedCampaign;
import io.weir.simulator.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir study}: methods side by side on one stream, judged by the simulator's truth. */
@Command(
    name = "study",
    description = "Runs learning methods on the same simulated stream and compares them.",
    mixinStandardHelpOptions = true)
public final class StudyCommand implements Callable<Integer> {
  // A multiple of every chunk, so that chunks are slides.
  /** Chunks that count as just after the effects have reversed. */
  private static final int SOON_CHUNKS = 12;

  private static final Pattern SEEDS = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");
  private static final String DEFAULT_REFERENCE = "default";
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final Duration CHUNK = Duration.ofMinutes(1);
  private static final Duration ATTRIBUTION_WINDOW = Duration.ofMinutes(10);

  @Option(
      names = "--methods",
      split = ",",
      description =
          "names of the table, or NAME:KEY=VALUE;KEY=VALUE for one of its own (default: all).")
  private List<String> methods = List.of();

  @Option(
      names = "--seeds",
      defaultValue = "1-5",
      description = "FROM-TO: a world each (default: ${DEFAULT-VALUE}).")
  private String seeds = "1-5";

  @Option(
      names = "--campaigns",
      split = ",",
      defaultValue = "rides,groceries,meals",
      description = "campaigns of the bundled marketplace (default: ${DEFAULT-VALUE}).")
  private List<String> campaigns = List.of();

  @Option(
      names = "--chunks",
      defaultValue = "40",
      description = "slides of the stream (default: ${DEFAULT-VALUE}).")
  private int chunks;

  @Option(
      names = "--obs",
      defaultValue = "2000",
      description = "observational samples a slide and campaign (default: ${DEFAULT-VALUE}).")
  private int obs;

  @Option(
      names = "--rct",
      defaultValue = "200",
      description = "randomized samples a slide and campaign (default: ${DEFAULT-VALUE}).")
  private int rct;

  @Option(
      names = "--take-over",
      defaultValue = "-1",
      description =
          "chunk from which on the published pairs decide the policy traffic; -1 leaves it to the old"
              + " policy (default: ${DEFAULT-VALUE}).")
  private int takeOver = StudyRun.NO_TAKEOVER;

  @Option(
      names = "--max-rate",
      defaultValue = "0",
      description =
          "samples of a campaign a second that its learner sees at most, as of the learning job; 0"
              + " for all (default: ${DEFAULT-VALUE}).")
  private double maxRate;

  @Mixin private WorldFlags worlds = new WorldFlags();

  @Option(
      names = "--learning",
      paramLabel = "KEY=VALUE",
      description = "learning option of all methods; a method's own win.")
  private Map<String, String> learning = new LinkedHashMap<>();

  @Option(
      names = "--results",
      description =
          "file to append results to, one JSON object a line; runs it has already are not repeated.")
  private @Nullable Path results;

  @Option(
      names = "--reference",
      defaultValue = DEFAULT_REFERENCE,
      description = "method that differences are taken from (default: ${DEFAULT-VALUE}).")
  private String reference = DEFAULT_REFERENCE;

  /** Runs what is missing and prints the table. */
  @Override
  public Integer call() throws Exception {
    List<StudyMethod> chosen =
        methods.isEmpty() ? StudyMethod.all() : methods.stream().map(StudyMethod::parse).toList();
    long[] ends = seedEnds();
    requireReference(chosen);
    SampleStream.Plan plan =
        new SampleStream.Plan(START, CHUNK, chunks, obs, rct, worlds.ramp(rct));
    List<StudyResult> all =
        new ArrayList<>(results == null ? List.of() : StudyResult.readAll(results));
    if (results != null) {
      // What cannot be written is to be known before the first run, not after it.
      Files.writeString(results, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    for (long seed : LongStream.rangeClosed(ends[0], ends[1]).toArray()) {
      World world = World.draw(seed, specs());
      Map<String, Judge> judges = new HashMap<>();
      for (StudyMethod method : chosen) {
        if (all.stream().anyMatch(r -> r.seed() == seed && r.method().equals(method.name()))) {
          continue;
        }
        run(seed, world, plan, method, judges, all);
      }
    }
    System.out.println(StudyTable.markdown(all, stretches(), reference));
    System.out.println(HonestyTable.markdown(all, Math.max(0, takeOver), worlds.flipAt));
    return 0;
  }

  private long[] seedEnds() {
    Matcher range = SEEDS.matcher(seeds);
    if (!range.matches()) {
      throw new IllegalArgumentException("--seeds must be as 7 or 1-5, is " + seeds);
    }
    long from = Long.parseLong(range.group(1));
    long to = range.group(2) == null ? from : Long.parseLong(range.group(2));
    if (to < from) {
      throw new IllegalArgumentException("--seeds must begin with the lower end, is " + seeds);
    }
    return new long[] {from, to};
  }

  /**
   * Differences to what is not there would be left out without a word; the default may be absent.
   */
  private void requireReference(List<StudyMethod> chosen) {
    List<String> names = chosen.stream().map(StudyMethod::name).toList();
    if (!reference.equals(DEFAULT_REFERENCE) && results == null && !names.contains(reference)) {
      throw new IllegalArgumentException("--reference " + reference + " is none of " + names);
    }
  }

  private void run(
      long seed,
      World world,
      SampleStream.Plan plan,
      StudyMethod method,
      Map<String, Judge> judges,
      List<StudyResult> all)
      throws Exception {
    Map<String, String> options = new HashMap<>(learning);
    options.putAll(method.options());
    options.putIfAbsent("slide-ms", Long.toString(CHUNK.toMillis()));
    // Every slide's model is to be judged by the truth, not by how soon a gate lets it pass.
    options.putIfAbsent("gate.mode", "GUARDS");
    StudyRun.Published published =
        StudyRun.run(
            world,
            plan,
            options,
            takeOver,
            worlds.policyShare,
            maxRate > 0 ? maxRate : Double.POSITIVE_INFINITY);
    if (published.unusable() > 0) {
      throw new IllegalStateException(published.unusable() + " bad samples in a clean stream");
    }
    for (SimulatedCampaign campaign : world.campaigns()) {
      StudyResult result = StudyResult.of(seed, method.name(), campaign, plan, published, judges);
      all.add(result);
      if (results != null) {
        result.append(results);
      }
      System.err.printf(
          java.util.Locale.ROOT,
          "seed %d %-10s %-20s mean %.3f, last quarter %.3f, %.0f s, %s%n",
          seed,
          campaign.campaignId(),
          method.name(),
          result.mean(0, chunks),
          result.mean(chunks - chunks / 4, chunks),
          published.seconds(),
          result.slides());
    }
  }

  private List<CampaignSpec> specs() {
    Circumstances circumstances = worlds.circumstances(CHUNK, chunks);
    List<CampaignSpec> specs =
        World.bundledSpecs(ATTRIBUTION_WINDOW, Drift.NONE).stream()
            .filter(spec -> campaigns.contains(spec.campaignId()))
            .map(spec -> spec.in(circumstances))
            .toList();
    if (specs.size() != campaigns.size()) {
      throw new IllegalArgumentException("unknown campaign among " + campaigns);
    }
    return specs;
  }

  private List<StudyTable.Stretch> stretches() {
    Integer flipAt = worlds.flipAt;
    if (flipAt == null) {
      return List.of(
          new StudyTable.Stretch("whole stream", 0, chunks),
          new StudyTable.Stretch("last quarter", chunks - chunks / 4, chunks));
    }
    // A model that a slide ends with serves the next one.
    int turned = flipAt - 1;
    int soon = Math.min(chunks, turned + SOON_CHUNKS);
    return List.of(
        new StudyTable.Stretch("whole stream", 0, chunks),
        new StudyTable.Stretch("before", 0, turned),
        new StudyTable.Stretch("just after", turned, soon),
        new StudyTable.Stretch("later", soon, chunks));
  }
}
