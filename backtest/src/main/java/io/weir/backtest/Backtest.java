package io.weir.backtest;

import io.weir.backtest.data.CsvLogReader;
import io.weir.backtest.data.Experiment;
import io.weir.backtest.data.LevelEncoder;
import io.weir.backtest.data.Slices;
import io.weir.backtest.description.Description;
import io.weir.backtest.description.InputException;
import io.weir.backtest.description.LogFile;
import io.weir.backtest.description.ObsFromRct;
import io.weir.backtest.description.SplitShares;
import io.weir.backtest.evaluate.ArmMean;
import io.weir.backtest.evaluate.Evaluator;
import io.weir.backtest.evaluate.Score;
import io.weir.backtest.evaluate.ValidationError;
import io.weir.backtest.learner.BatchData;
import io.weir.backtest.learner.BatchScaling;
import io.weir.backtest.learner.Predictor;
import io.weir.backtest.method.BacktestMethod;
import io.weir.backtest.method.MarketingPolicy;
import io.weir.backtest.method.TrainingData;
import io.weir.backtest.result.BacktestResult;
import io.weir.backtest.result.MethodResult;
import io.weir.backtest.result.Notes;
import io.weir.backtest.split.RecipeSplit;
import io.weir.backtest.split.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final AtomicInteger finishedRuns = new AtomicInteger();
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
   * Runs all methods on all seeds, side by side on the processors there are. Results do not depend
   * on how many those are, times do.
   *
   * @throws InputException if the data cannot be used as described
   */
  public BacktestResult run() {
    List<Long> seeds = description.seeds();
    List<SeedTask> tasks = new ArrayList<>();
    for (int s = 0; s < seeds.size(); s++) {
      tasks.add(new SeedTask(s));
    }
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      // Seed by seed, so that few seeds' data is in memory at a time.
      for (SeedTask task : tasks) {
        for (BacktestMethod method : methods) {
          task.scores.add(workers.submit(() -> task.score(method)));
        }
      }
      for (SeedTask task : tasks) {
        for (Future<Score> score : task.scores) {
          task.finished.add(score.get());
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InputException input) {
        throw input;
      }
      throw new IllegalStateException("a method failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      workers.shutdownNow();
    }
    return result(tasks);
  }

  private BacktestResult result(List<SeedTask> tasks) {
    int budgets = description.budgets().size();
    List<MethodResult> results = new ArrayList<>();
    for (int m = 0; m < methods.size(); m++) {
      int method = m;
      List<Score> scores = tasks.stream().map(task -> task.finished.get(method)).toList();
      results.add(MethodResult.of(methods.get(m).name(), scores, budgets));
    }
    SeedTask first = tasks.get(0);
    List<String> notes = new ArrayList<>(Notes.ofData(first.experiment(), first.armMeans));
    notes.addAll(
        Notes.ofMethods(results, description.budgets(), first.experiment(), first.armMeans));
    long[] rows = new long[4];
    for (SeedTask task : tasks) {
      for (int k = 0; k < rows.length; k++) {
        rows[k] += task.counts[k];
      }
    }
    int k = tasks.size();
    return new BacktestResult(
        description.budgets(),
        description.seeds(),
        hasOwnFiles(),
        rows[0] / k,
        rows[1] / k,
        rows[2] / k,
        rows[3] / k,
        first.experiment().arms(),
        first.armMeans,
        notes,
        results,
        null,
        List.of());
  }

  /** One seed's scores in the making; prepares its data when the first method asks. */
  private final class SeedTask {
    private final int index;
    private final long seed;
    private final String label;
    private final List<Future<Score>> scores = new ArrayList<>();
    private final List<Score> finished = new ArrayList<>();
    private final int[] counts = new int[4];
    private @Nullable Experiment read;
    private List<ArmMean> armMeans = List.of();
    private @Nullable SeedRun prepared;
    private int left = methods.size();

    SeedTask(int index) {
      this.index = index;
      seed = description.seeds().get(index);
      label = "seed %d (%d of %d)".formatted(seed, index + 1, description.seeds().size());
    }

    Score score(BacktestMethod method) {
      SeedRun run = prepared();
      Score score = run.score(method, seed);
      int done = finishedRuns.incrementAndGet();
      tell(
          "%s: %s (%d of %d done)"
              .formatted(
                  label, line(method, score), done, methods.size() * description.seeds().size()));
      release();
      // Paired differences on test rows are for a single seed; of several they would only be kept.
      return description.seeds().size() == 1 ? score : score.withoutInfluence();
    }

    private synchronized SeedRun prepared() {
      SeedRun run = prepared;
      if (run == null) {
        Experiment experiment = Backtest.this.experiment(seed);
        read = index == 0 ? experiment : null;
        run = prepare(experiment, seed);
        Split split = run.split;
        counts[0] = split.obs().length;
        counts[1] = split.train().length;
        counts[2] = split.validation().length;
        counts[3] = split.test().length;
        armMeans = run.evaluator.armMeans();
        tell(
            "%s: %d observational rows, %d randomized to train on, %d to validate, %d to test"
                .formatted(label, counts[0], counts[1], counts[2], counts[3]));
        prepared = run;
      }
      return run;
    }

    /** Lets go of the data once every method has had it. */
    private synchronized void release() {
      if (--left == 0) {
        prepared = null;
      }
    }

    private Experiment experiment() {
      return Objects.requireNonNull(read);
    }
  }

  private synchronized void tell(String text) {
    progress.accept(text);
  }

  private static String line(BacktestMethod method, Score score) {
    StringBuilder text = new StringBuilder(method.name()).append(", EOM");
    score.eom().forEach(eom -> text.append(number(" %.5g", eom.estimate())));
    if (score.normalizedValue() != null) {
      text.append(", value");
      score.normalizedValue().forEach(value -> text.append(number(" %.3f", value)));
    }
    return text.append(number(", %.1f s", score.seconds())).toString();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private boolean hasOwnFiles() {
    return description.files().stream().anyMatch(file -> file.path().contains(LogFile.SEED));
  }

  private synchronized Experiment experiment(long seed) {
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

  private SeedRun prepare(Experiment experiment, long seed) {
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
    Split limited = split.limited(obsLimit, trainLimit);
    limited.requireEveryArm(experiment);
    return new SeedRun(experiment, slices, limited);
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
      LevelEncoder encoder =
          LevelEncoder.fit(experiment, description.categoricalFeatures(), learned);
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
      evaluator =
          new Evaluator(
              experiment,
              slices,
              split,
              slices.samples(encoder, split.train()).weighted(),
              slices.samples(encoder, split.test()),
              description.budgets());
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
