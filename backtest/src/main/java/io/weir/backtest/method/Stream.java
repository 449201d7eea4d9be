package io.weir.backtest.method;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import io.weir.core.f64.learner.StreamLearner;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.KernelRegistry;
import io.weir.core.random.Rng;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowOverflow;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The stream learner fed once, in time order, with its defaults: what the product does. Where
 * samples have no times, the two kinds are interleaved evenly.
 */
public final class Stream implements BacktestMethod {
  private static final int WINDOW = 6000;

  /** Observational mini-batches between solves for the dual price. */
  private static final int PRICE_EVERY = 8;

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public OutcomeModel fit(TrainingData data, long seed) {
    OutcomeScale scale = OutcomeScale.of(data.rct());
    Samples obs = scale.apply(data.obs());
    Samples rct = scale.apply(data.rct());
    String hidden =
        IntStream.of(data.hidden()).mapToObj(Integer::toString).collect(Collectors.joining(","));
    StreamLearnerOptions options =
        StreamLearnerOptions.parse(Map.of(StreamLearnerOptions.PREFIX + "hidden", hidden));
    StreamLearner learner =
        new StreamLearner(options, rct.inputs(), data.arms(), seed, KernelRegistry.best());
    RandomizedWindow window =
        new RandomizedWindow(
            new WindowOptions(
                rct.inputs(),
                options.members(),
                WINDOW,
                500,
                Long.MAX_VALUE,
                WindowOverflow.DROP_OLDEST),
            new Rng(seed).nextLong());
    feed(data, obs, rct, options.batchRows(), learner, window, scale);
    return (x, rows, outputs) -> {
      learner.predict(x, 0, rows, outputs);
      scale.restore(outputs, rows, data.arms());
    };
  }

  private static void feed(
      TrainingData data,
      Samples obs,
      Samples rct,
      int batch,
      StreamLearner learner,
      RandomizedWindow window,
      OutcomeScale scale) {
    int arrived = 0;
    int batches = 0;
    double budget = data.middleBudget() / scale.cost();
    for (int from = 0; from < obs.rows(); from += batch) {
      int to = Math.min(obs.rows(), from + batch);
      while (arrived < rct.rows() && precedes(rct, arrived, obs, to - 1)) {
        append(window, rct, arrived++);
      }
      if (batches++ % PRICE_EVERY == 0 && arrived > 0) {
        supplyPrice(data, rct, arrived, learner, budget);
      }
      learn(learner, obs, from, to, window);
    }
  }

  private static boolean precedes(Samples rct, int i, Samples obs, int j) {
    long[] randomized = rct.timestamp();
    long[] observed = obs.timestamp();
    if (randomized != null && observed != null) {
      return randomized[i] <= observed[j];
    }
    return (double) i / rct.rows() <= (double) j / obs.rows();
  }

  private static void append(RandomizedWindow window, Samples rct, int row) {
    int d = rct.inputs();
    float[] x = new float[d];
    for (int k = 0; k < d; k++) {
      x[k] = (float) rct.x()[row * d + k];
    }
    long[] times = rct.timestamp();
    window.append(
        x,
        0,
        rct.arm()[row],
        (float) rct.revenue()[row],
        (float) rct.cost()[row],
        (float) rct.propensity()[row],
        times == null ? row : times[row]);
  }

  /** Solves for the price on the randomized samples in the window. */
  private static void supplyPrice(
      TrainingData data, Samples rct, int arrived, StreamLearner learner, double budget) {
    int first = Math.max(0, arrived - WINDOW);
    int rows = arrived - first;
    double[] outputs = new double[rows * 2 * data.arms()];
    learner.predict(rct.x(), first * rct.inputs(), rows, outputs);
    DualPrice price =
        new DualPriceSolver().solve(Predictions.ofOutputs(outputs, rows, data.arms()), budget);
    learner.dualPrice(price.dualPrice());
  }

  private static void learn(
      StreamLearner learner, Samples obs, int from, int to, RandomizedWindow window) {
    int d = obs.inputs();
    LearnerStatus status =
        learner.observational(
            Arrays.copyOfRange(obs.x(), from * d, to * d),
            Arrays.copyOfRange(obs.arm(), from, to),
            Arrays.copyOfRange(obs.revenue(), from, to),
            Arrays.copyOfRange(obs.cost(), from, to),
            to - from,
            window);
    if (status == LearnerStatus.DIVERGED || status == LearnerStatus.BATCH_REFUSED) {
      throw new IllegalStateException(
          "the stream learner is %s at observational row %d".formatted(status, from));
    }
  }
}
