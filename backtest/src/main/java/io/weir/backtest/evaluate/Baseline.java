package io.weir.backtest.evaluate;

import io.weir.backtest.learner.BatchData;
import io.weir.backtest.learner.BatchScaling;
import io.weir.backtest.learner.Spread;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * What the doubly robust estimates of all methods lean on: per arm a ridge regression of revenue
 * and of cost on the features, fitted on the randomized rows that were learned from. It is nobody's
 * model, so it favours none, and it takes out of every estimate what is the same for all policies.
 * Estimates stay unbiased however bad it is.
 */
final class Baseline {
  /** Weight of the squared coefficients of standardized features, in rows. */
  private static final double RIDGE = 10;

  private final BatchScaling scaling;
  private final int arms;

  /** Per output column: coefficients, intercept, least and greatest outcome it was fitted on. */
  private final double[][] columns;

  private Baseline(BatchScaling scaling, int arms, double[][] columns) {
    this.scaling = scaling;
    this.arms = arms;
    this.columns = columns;
  }

  /** Fits on randomized rows in natural units, every arm among them. */
  static Baseline fit(BatchData rct) {
    BatchScaling scaling = new BatchScaling(BatchData.empty(rct.width(), rct.arms()), rct);
    BatchData scaled = scaling.apply(rct);
    double[][] columns = new double[2 * rct.arms()][];
    for (int j = 0; j < rct.arms(); j++) {
      int[] places = places(rct.arm(), j);
      BatchData ofArm = scaled.select(places, 0, places.length);
      BatchData natural = rct.select(places, 0, places.length);
      columns[j] = regression(ofArm, natural.revenue());
      columns[rct.arms() + j] = regression(ofArm, natural.cost());
    }
    return new Baseline(scaling, rct.arms(), columns);
  }

  private static int[] places(int[] arm, int wanted) {
    return java.util.stream.IntStream.range(0, arm.length).filter(i -> arm[i] == wanted).toArray();
  }

  private static double[] regression(BatchData rows, double[] outcome) {
    int d = rows.width();
    int n = rows.rows();
    Spread spread = Spread.of(outcome, rows.weight());
    double[] fitted = new double[d + 3];
    fitted[d] = spread.mean();
    fitted[d + 1] = Arrays.stream(outcome).min().orElseThrow();
    fitted[d + 2] = Arrays.stream(outcome).max().orElseThrow();
    if (!spread.varies() || d == 0) {
      return fitted;
    }
    double[] centre = new double[d];
    double weights = Arrays.stream(rows.weight()).sum();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < d; k++) {
        centre[k] += rows.weight()[i] * rows.x()[i * d + k] / weights;
      }
    }
    DMatrixRMaj normal = new DMatrixRMaj(d, d);
    DMatrixRMaj right = new DMatrixRMaj(d, 1);
    for (int i = 0; i < n; i++) {
      double weight = rows.weight()[i];
      double gap = spread.standardized(outcome[i]);
      for (int k = 0; k < d; k++) {
        double x = weight * (rows.x()[i * d + k] - centre[k]);
        right.add(k, 0, x * gap);
        for (int l = 0; l <= k; l++) {
          normal.add(k, l, x * (rows.x()[i * d + l] - centre[l]));
        }
      }
    }
    for (int k = 0; k < d; k++) {
      normal.add(k, k, RIDGE);
      for (int l = 0; l < k; l++) {
        normal.set(l, k, normal.get(k, l));
      }
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(d);
    DMatrixRMaj solution = new DMatrixRMaj(d, 1);
    if (!solver.setA(normal)) {
      return fitted; // Features beyond the range of numbers: the mean alone.
    }
    solver.solve(right, solution);
    for (int k = 0; k < d; k++) {
      fitted[k] = solution.get(k, 0) * spread.scale();
      fitted[d] -= fitted[k] * centre[k];
    }
    return fitted;
  }

  /**
   * Predictions in natural units, row-major [n, 2 arms], within what was seen of the arm.
   *
   * @param rows features in natural units; outcomes are not looked at
   */
  double[] predict(BatchData rows) {
    double[] x = scaling.apply(rows).x();
    int d = rows.width();
    double[] outputs = new double[rows.rows() * 2 * arms];
    for (int i = 0; i < rows.rows(); i++) {
      for (int j = 0; j < 2 * arms; j++) {
        double[] fitted = columns[j];
        double value = fitted[d];
        for (int k = 0; k < d; k++) {
          value += fitted[k] * x[i * d + k];
        }
        outputs[i * 2 * arms + j] = Math.max(fitted[d + 1], Math.min(fitted[d + 2], value));
      }
    }
    return outputs;
  }
}
