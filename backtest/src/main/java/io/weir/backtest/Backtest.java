package io.weir.backtest;

import io.weir.backtest.data.CsvLogReader;
import io.weir.backtest.data.Experiment;
import io.weir.backtest.data.FeatureEncoder;
import io.weir.backtest.data.Slices;
import io.weir.backtest.description.Description;
import io.weir.backtest.description.LogFile;
import io.weir.backtest.description.ObsFromRct;
import io.weir.backtest.description.SplitShares;
import io.weir.backtest.evaluate.Evaluator;
import io.weir.backtest.evaluate.Score;
import io.weir.backtest.evaluate.ValidationError;
import io.weir.backtest.method.BacktestMethod;
import io.weir.backtest.method.MarketingPolicy;
import io.weir.backtest.method.TrainingData;
import io.weir.backtest.split.RecipeSplit;
import io.weir.backtest.split.Split;
import io.weir.core.f64.learner.BatchData;
import io.weir.core.f64.learner.BatchScaling;
import io.weir.core.f64.learner.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs methods over seeded splits of logged experiments. The same inputs give the same scores. */
public final class Backtest {
  private final Description description;
  private final Path directory;
  private final List<BacktestMethod> methods;
  private final int[] hidden;
  private final int obsLimit;
  private final int trainLimit;
  private final Consumer<String> progress;
  private @Nullable Experiment shared;

  /**
   * A backtest.
   *
   * @param description what to read and how to split
   * @param directory what relative paths start from
   * @param methods methods to compare
   * @param hidden widths of the hidden layers
   * @param obsLimit most observational rows to learn from, drawn at random
   * @param trainLimit most randomized rows to learn from, drawn at random
   * @param progress told one line per finished step
   */
  public Backtest(
      Description description,
      Path directory,
      List<BacktestMethod> methods,
      int[] hidden,
      int obsLimit,
      int trainLimit,
      Consumer<String> progress) {
    this.description = description;
    this.directory = directory;
    this.methods = List.copyOf(methods);
    this.hidden = hidden.clone();
    this.obsLimit = obsLimit;
    this.trainLimit = trainLimit;
    this.progress = progress;
  }

  /**
   * Runs all methods on all seeds.
   *
   * @throws InputException if the data cannot be used as described
   */
  public BacktestResult run() {
    List<List<Score>> scores = new ArrayList<>();
    methods.forEach(method -> scores.add(new ArrayList<>()));
    long[] rows = new long[4];
    List<Long> seeds = description.seeds();
    for (int s = 0; s < seeds.size(); s++) {
      String label = "seed %d (%d of %d)".formatted(seeds.get(s), s + 1, seeds.size());
      SeedRun run = prepare(seeds.get(s));
      Split split = run.split;
      int[] counts = {
        split.obs().length, split.train().length, split.validation().length, split.test().length
      };
      progress.accept(
          "%s: %d observational rows, %d randomized to train on, %d to validate, %d to test"
              .formatted(label, counts[0], counts[1], counts[2], counts[3]));
      for (int k = 0; k < rows.length; k++) {
        rows[k] += counts[k];
      }
      for (int m = 0; m < methods.size(); m++) {
        Score score = run.score(methods.get(m), seeds.get(s));
        scores.get(m).add(score);
        progress.accept("%s: %s".formatted(label, line(methods.get(m), score)));
      }
    }
    int budgets = description.budgets().size();
    List<MethodResult> results =
        IntStream.range(0, methods.size())
            .mapToObj(m -> MethodResult.of(methods.get(m).name(), scores.get(m), budgets))
            .toList();
    int k = seeds.size();
    return new BacktestResult(
        description.budgets(),
        seeds,
        hasOwnFiles(),
        rows[0] / k,
        rows[1] / k,
        rows[2] / k,
        rows[3] / k,
        results,
        null,
        List.of());
  }

  private static String line(BacktestMethod method, Score score) {
    StringBuilder text = new StringBuilder(method.name()).append(", EOM");
    score.eom().forEach(eom -> text.append(" %.5g".formatted(eom.estimate())));
    if (score.normalizedValue() != null) {
      text.append(", value");
      score.normalizedValue().forEach(value -> text.append(" %.3f".formatted(value)));
    }
    return text.append(", %.1f s".formatted(score.seconds())).toString();
  }

  private boolean hasOwnFiles() {
    return description.files().stream().anyMatch(file -> file.path().contains(LogFile.SEED));
  }

  private Experiment experiment(long seed) {
    if (hasOwnFiles()) {
      List<LogFile> files =
          description.files().stream()
              .map(
                  file ->
                      new LogFile(
                          file.path().replace(LogFile.SEED, Long.toString(seed)), file.source()))
              .toList();
      return CsvLogReader.read(description, files, directory);
    }
    Experiment known = shared;
    if (known == null) {
      known = CsvLogReader.read(description, description.files(), directory);
      progress.accept("read %d rows".formatted(known.rows()));
      shared = known;
    }
    return known;
  }

  private SeedRun prepare(long seed) {
    Experiment experiment = experiment(seed);
    Slices slices = new Slices(experiment);
    boolean allRandomized = experiment.allRandomized();
    SplitShares shares = description.splitOrDefault(allRandomized);
    Split split;
    if (allRandomized) {
      ObsFromRct recipe =
          description.obsFromRct() == null ? ObsFromRct.PAPER : description.obsFromRct();
      MarketingPolicy policy =
          new MarketingPolicy(experiment, slices, description, recipe, hidden, seed);
      split = RecipeSplit.of(experiment, recipe, shares, seed, policy);
    } else if (description.obsFromRct() != null) {
      throw new InputException(
          "'obsFromRct' is given, but there are observational rows already; leave one of them out");
    } else {
      split = Split.ofSources(experiment, shares, seed);
    }
    return new SeedRun(experiment, slices, split.limited(obsLimit, trainLimit));
  }

  /** One seed: data ready to learn from and to evaluate on. */
  private final class SeedRun {
    private final Split split;
    private final TrainingData training;
    private final double[] testX;
    private final BatchData validation;
    private final ValidationError validationError;
    private final int arms;
    private final Evaluator evaluator;

    SeedRun(Experiment experiment, Slices slices, Split split) {
      this.split = split;
      int[] learned =
          IntStream.concat(IntStream.of(split.obs()), IntStream.of(split.train())).toArray();
      FeatureEncoder encoder =
          FeatureEncoder.fit(experiment, description.categoricalFeatures(), learned);
      arms = experiment.arms().size();
      training =
          new TrainingData(
              arms,
              experiment.freeArm(),
              slices.samples(encoder, slices.inTimeOrder(split.obs())),
              slices.samples(encoder, slices.inTimeOrder(split.train())),
              description.budgets(),
              hidden);
      testX = encoder.encode(experiment, split.test());
      validation = slices.samples(encoder, split.validation());
      BatchScaling scaling = new BatchScaling(training.obs(), training.rct());
      validationError =
          new ValidationError(validation, scaling.revenueScale(), scaling.costScale());
      evaluator = new Evaluator(experiment, slices, split, description.budgets());
    }

    Score score(BacktestMethod method, long seed) {
      long start = System.nanoTime();
      Predictor model = method.fit(training, seed);
      double[] outputs = new double[split.test().length * 2 * arms];
      model.predict(testX, 0, split.test().length, outputs);
      double seconds = (System.nanoTime() - start) * 1e-9;
      double[] unseen = new double[validation.rows() * 2 * arms];
      model.predict(validation.x(), 0, validation.rows(), unseen);
      return evaluator.score(outputs, validationError.of(unseen), seconds);
    }
  }
}
