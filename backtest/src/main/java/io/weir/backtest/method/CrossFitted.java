package io.weir.backtest.method;

import io.weir.core.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ensemble with a cross-fitted correction: every member is a decayed trunk on observational
 * samples, fine-tuned on all folds of the randomized samples but its own, by which it stops; served
 * is the mean of the members. With a bridge, trunks also learn from pseudo-labels weighted by one
 * learned number per output column.
 */
public final class CrossFitted implements BacktestMethod {
  private static final int MEMBERS = 4;

  private final String name;
  private final boolean bridge;

  /** With trunks on factual outcomes alone, or with the per-arm bridge. */
  public CrossFitted(String name, boolean bridge) {
    this.name = name;
    this.bridge = bridge;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OutcomeModel fit(TrainingData data, long seed) {
    Rng rng = new Rng(seed);
    OutcomeScale scale = OutcomeScale.of(data.rct());
    Samples obs = scale.apply(data.obs());
    Samples rct = scale.apply(data.rct());
    int[] fold = folds(rct.rows(), rng);
    double[] labels = bridge ? teacher(data, obs, rct, fold, rng) : new double[0];
    List<Network> members = new ArrayList<>();
    for (int k = 0; k < MEMBERS; k++) {
      Network member = Network.initialize(data, rng);
      MseTrainer.TRUNK.train(member, obs, rng);
      if (bridge) {
        new BridgedTrunk(data, scale, obs, rct, labels).train(member, rng);
      }
      MseTrainer.FINE_TUNE.train(member, rct, rowsOf(fold, k, false), rowsOf(fold, k, true), rng);
      members.add(member);
    }
    return mean(members, scale);
  }

  /** Mean prediction of one randomized-only network per fold, each stopped by its fold. */
  private static double[] teacher(
      TrainingData data, Samples obs, Samples rct, int[] fold, Rng rng) {
    double[] sum = new double[obs.rows() * 2 * data.arms()];
    for (int k = 0; k < MEMBERS; k++) {
      Network teacher = Network.initialize(data, rng);
      MseTrainer.TEACHER.train(teacher, rct, rowsOf(fold, k, false), rowsOf(fold, k, true), rng);
      double[] predictions = teacher.predict(obs);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += predictions[i] / MEMBERS;
      }
    }
    return sum;
  }

  private static int[] folds(int rows, Rng rng) {
    int[] fold = new int[rows];
    int[] order = Rows.shuffled(rows, rng);
    for (int i = 0; i < rows; i++) {
      fold[order[i]] = i % MEMBERS;
    }
    return fold;
  }

  private static int[] rowsOf(int[] fold, int k, boolean inside) {
    return Arrays.stream(Rows.all(fold.length)).filter(row -> (fold[row] == k) == inside).toArray();
  }

  private static OutcomeModel mean(List<Network> members, OutcomeScale scale) {
    return (x, rows, outputs) -> {
      int arms = members.get(0).shape.arms();
      double[] one = new double[rows * 2 * arms];
      Arrays.fill(outputs, 0, one.length, 0);
      for (Network member : members) {
        member.predict(x, rows, one);
        for (int i = 0; i < one.length; i++) {
          outputs[i] += one[i] / members.size();
        }
      }
      scale.restore(outputs, rows, arms);
    };
  }
}
