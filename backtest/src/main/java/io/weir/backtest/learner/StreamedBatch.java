package io.weir.backtest.learner;

import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import io.weir.core.f64.learner.StreamLearner;
import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowOverflow;

/**
 * The stream learner over finished data, fed once, in the order of the rows: observational
 * mini-batches, and before each the randomized rows that are due by then. Where rows have no times,
 * a row's place among its like stands for it.
 */
public final class StreamedBatch implements BatchMethod {
  private static final int PRICE_ROWS = 2000;

  private final StreamLearnerOptions options;
  private final double budget;
  private final int windowRows;
  private final DenseKernels kernels;

  /**
   * A method.
   *
   * @param budgetPerIndividual budget at whose price the bridge learns, natural cost units
   * @param windowRows newest randomized rows to learn from
   */
  public StreamedBatch(
      StreamLearnerOptions options,
      double budgetPerIndividual,
      int windowRows,
      DenseKernels kernels) {
    this.options = options;
    this.budget = budgetPerIndividual;
    this.windowRows = windowRows;
    this.kernels = kernels;
  }

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public Predictor fit(BatchData obs, BatchData rct, long seed) {
    BatchScaling scaling = new BatchScaling(obs, rct);
    double[] means = scaling.outputMeans();
    BatchData observed = centred(scaling.apply(obs), means);
    BatchData randomized = centred(scaling.apply(rct), means);
    StreamLearner learner = new StreamLearner(options, obs.width(), obs.arms(), seed, kernels);
    RandomizedWindow window =
        new RandomizedWindow(
            new WindowOptions(
                obs.width(),
                options.members(),
                windowRows,
                Math.min(windowRows, 512),
                Long.MAX_VALUE,
                WindowOverflow.DROP_OLDEST),
            ~seed);
    Rng rng = new Rng(seed).split(9);
    int batchRows = options.batchRows();
    int batches = (obs.rows() + batchRows - 1) / batchRows;
    int[] places = new int[obs.rows()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    int appended = 0;
    for (int b = 0; b < batches; b++) {
      int to = Math.min(obs.rows(), (b + 1) * batchRows);
      int due = due(obs, to, randomized, appended);
      append(window, randomized, appended, due);
      appended = due;
      if ((long) b * batchRows % options.teacher().chunkRows() < batchRows) {
        price(learner, window, rng, scaling, means);
      }
      BatchData batch = observed.select(places, b * batchRows, to);
      learner.observational(
          batch.x(), batch.arm(), batch.revenue(), batch.cost(), batch.rows(), window);
    }
    if (batches == 0) {
      append(window, randomized, 0, randomized.rows());
      for (int i = 0; i < randomized.rows(); i += Math.max(1, batchRows / options.members())) {
        learner.randomized(window);
      }
    }
    return predictor(learner, scaling, means);
  }

  private static BatchData centred(BatchData scaled, double[] means) {
    double[] revenue = scaled.revenue().clone();
    double[] cost = scaled.cost().clone();
    for (int i = 0; i < scaled.rows(); i++) {
      revenue[i] -= means[0];
      cost[i] -= means[scaled.arms()];
    }
    return new BatchData(
        scaled.width(),
        scaled.arms(),
        scaled.x(),
        scaled.arm(),
        revenue,
        cost,
        scaled.propensity(),
        scaled.timestamp());
  }

  /** Randomized rows that came no later than the observational row before a place. */
  private static int due(BatchData obs, int place, BatchData rct, int appended) {
    if (!obs.timed() || !rct.timed()) {
      return (int) ((long) place * rct.rows() / obs.rows());
    }
    int due = appended;
    while (due < rct.rows() && rct.timestamp()[due] <= obs.timestamp()[place - 1]) {
      due++;
    }
    return due;
  }

  private static void append(RandomizedWindow window, BatchData rct, int from, int to) {
    int width = rct.width();
    float[] x = new float[width];
    for (int i = from; i < to; i++) {
      for (int k = 0; k < width; k++) {
        x[k] = (float) rct.x()[i * width + k];
      }
      window.append(
          x,
          0,
          rct.arm()[i],
          (float) rct.revenue()[i],
          (float) rct.cost()[i],
          (float) rct.propensity()[i],
          i);
    }
  }

  /** Supplies the dual price of the budget under the present model, on rows of the window. */
  private void price(
      StreamLearner learner,
      RandomizedWindow window,
      Rng rng,
      BatchScaling scaling,
      double[] means) {
    int n = Math.min(PRICE_ROWS, window.rows());
    long[] handles = new long[n];
    if (!learner.trained() || n == 0 || !window.draw(rng, -1, handles, n)) {
      return;
    }
    MlpShape shape = learner.shape();
    double[] x = new double[n * shape.inputSize()];
    window.features(handles, n, x);
    double[] predicted = new double[n * shape.outputSize()];
    learner.predict(x, 0, n, predicted);
    int arms = shape.arms();
    double[] outputs = new double[predicted.length];
    for (int i = 0; i < outputs.length; i++) {
      int column = i % (2 * arms);
      /* wide */ double natural = predicted[i] + means[column];
      outputs[i] = column < arms ? natural : Math.max(0, natural);
    }
    learner.dualPrice(
        new DualPriceSolver()
            .solve(Predictions.ofOutputs(outputs, n, arms), budget / scaling.costScale())
            .dualPrice());
  }

  /** A predictor that holds the served weights and lets go of the learner. */
  private Predictor predictor(StreamLearner learner, BatchScaling scaling, double[] means) {
    MlpShape shape = learner.shape();
    int n = shape.parameterCount();
    float[][] weights = learner.servedWeights();
    double[] theta = new double[weights.length * n];
    for (int q = 0; q < weights.length; q++) {
      for (int i = 0; i < n; i++) {
        theta[q * n + i] = weights[q][i];
      }
      // The output biases are a member's last numbers.
      for (int j = 0; j < means.length; j++) {
        theta[(q + 1) * n - means.length + j] += means[j];
      }
    }
    return scaling.predictor(
        new MlpEnsemble(shape, weights.length, kernels, EarlyStopping.BATCH), theta);
  }
}
