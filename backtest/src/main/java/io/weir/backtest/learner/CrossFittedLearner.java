package io.weir.backtest.learner;

import io.weir.core.f64.learner.EnsemblePrediction;
import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.step.Starts;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * CF-K: decayed trunks on observational samples, each member then fine-tuned on the randomized
 * samples of all folds but its own, by which it stops; the mean of the members predicts. With
 * budgets, CF-K-br: before the fine-tuning, trunks go on under pseudo-labels, weighted by a learned
 * bridge of one logit per output column. The teachers have seen randomized samples alone, and each
 * member's not those of its fold.
 *
 * <p>Samples count with their weight in every loss, in early stopping and in scaling.
 */
public final class CrossFittedLearner implements BatchMethod {
  private final StreamLearnerOptions options;
  private final double[] budgets;
  private final DenseKernels kernels;

  /**
   * A method.
   *
   * @param options hidden sizes, activation and members are used
   * @param budgetsPerIndividual budgets in natural cost units that the bridge is learned for; none
   *     for no bridge
   */
  public CrossFittedLearner(
      StreamLearnerOptions options, double[] budgetsPerIndividual, DenseKernels kernels) {
    this.options = options;
    this.budgets = budgetsPerIndividual.clone();
    this.kernels = kernels;
  }

  @Override
  public String name() {
    return "cf" + options.members() + (budgets.length > 0 ? "-br" : "");
  }

  @Override
  public Predictor fit(BatchData obs, BatchData rct, long seed) {
    return new Fit(obs, rct, seed).run();
  }

  /** One fit's data and random numbers. */
  private final class Fit {
    private final int members = options.members();
    private final Rng rng;
    private final BatchScaling scaling;
    private final BatchData obs;
    private final BatchData rct;
    private final int folds;
    private final int[] order;
    private final MlpShape shape;
    private final double[] means;

    Fit(BatchData obs, BatchData rct, long seed) {
      if (rct.rows() < 2 * members) {
        throw new IllegalArgumentException(
            "cross-fitting %d members needs more than %d randomized samples"
                .formatted(members, rct.rows()));
      }
      this.rng = new Rng(seed);
      this.scaling = new BatchScaling(obs, rct);
      this.obs = scaling.apply(obs);
      this.rct = scaling.apply(rct);
      this.folds = Math.max(2, members);
      this.order = BatchData.permutation(rct.rows(), rng);
      this.shape = options.shape(obs.width(), obs.arms());
      this.means = scaling.outputMeans();
    }

    Predictor run() {
      MlpEnsemble networks = new MlpEnsemble(shape, members, kernels, EarlyStopping.BATCH);
      double[] theta = Starts.draw(shape, members, rng, means);
      EarlyStopping.TRUNK.train(networks, theta, obs, means, rng);
      if (obs.rows() == 0) {
        // There is no trunk to correct: the members are what the teachers would be.
        crossFit(theta, EarlyStopping.TEACHER);
      } else if (budgets.length > 0) {
        double[] scaled = budgets.clone();
        for (int b = 0; b < scaled.length; b++) {
          scaled[b] /= scaling.costScale();
        }
        new BatchBridge(shape, members, scaled, means, kernels)
            .train(networks, theta, obs, rct, teacherLabels(), rng);
      }
      crossFit(theta, EarlyStopping.FINE_TUNE);
      return scaling.predictor(networks, theta);
    }

    /**
     * Predictions of randomized-only networks for the observational rows, one set per member, from
     * a network that has not seen the member's fold either. Of a mean of all, three would have: the
     * fold would reach the trunk by its pseudo-labels, and the fine-tuning that the fold stops
     * would stop at once.
     */
    private double[][] teacherLabels() {
      MlpEnsemble single = new MlpEnsemble(shape, 1, kernels, EarlyStopping.BATCH);
      double[] theta = Starts.draw(shape, members, rng, means);
      crossFit(theta, EarlyStopping.TEACHER);
      double[][] labels = new double[members][obs.rows() * shape.outputSize()];
      int n = shape.parameterCount();
      for (int k = 0; k < members; k++) {
        double[] teacher = Arrays.copyOfRange(theta, k * n, (k + 1) * n);
        EnsemblePrediction.mean(single, teacher, obs.x(), 0, obs.rows(), labels[k]);
      }
      return labels;
    }

    /** Trains each member on the folds other than its own. */
    private void crossFit(double[] theta, EarlyStopping training) {
      MlpEnsemble single = new MlpEnsemble(shape, 1, kernels, EarlyStopping.BATCH);
      int n = shape.parameterCount();
      for (int k = 0; k < members; k++) {
        double[] member = Arrays.copyOfRange(theta, k * n, (k + 1) * n);
        training.train(single, member, fold(k, false), fold(k, true), means, rng);
        System.arraycopy(member, 0, theta, k * n, n);
      }
    }

    private BatchData fold(int k, boolean inside) {
      int[] places = new int[order.length];
      int count = 0;
      for (int i = 0; i < order.length; i++) {
        if ((i % folds == k) == inside) {
          places[count++] = order[i];
        }
      }
      return rct.select(places, 0, count);
    }
  }
}
