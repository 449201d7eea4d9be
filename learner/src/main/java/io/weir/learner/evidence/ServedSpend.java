package io.weir.learner.evidence;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.estimate.BucketedMeans;
import io.weir.learner.estimate.MeanEstimate;
import java.io.IOException;

/**
 * What the decisions of published pairs really cost, beside what the pairs had claimed that they
 * would: their own policy traffic, which no model had learned from when it was decided.
 */
final class ServedSpend {
  private static final int FORMAT = 1;

  /** Share of its weight that a sample keeps from one slide to the next. */
  private static final double KEPT_PER_SLIDE = 0.75;

  private static final int CLAIM = 1;

  /** Cost, claimed cost; whole currency units per impression. */
  private BucketedMeans costs = new BucketedMeans(2);

  /**
   * Takes in a decision of a published pair.
   *
   * @param bucket bucket of its unit
   * @param cost what it cost, whole currency units
   * @param claim cost per impression that the pair had claimed at the price of the decision
   */
  void add(int bucket, double cost, double claim) {
    costs.add(bucket, cost, claim);
  }

  /** Makes all that came so far count for less. */
  public void slide() {
    costs.limitTo(KEPT_PER_SLIDE * costs.rows());
  }

  /** Returns true cost over claimed cost, with its standard error; unknown before any spend. */
  MeanEstimate ratio() {
    double claim = costs.rows() > 0 ? costs.column(CLAIM).value() : 0;
    if (!(claim > 0)) {
      return MeanEstimate.unknown();
    }
    double ratio = costs.column(0).value() / claim;
    // The ratio's error is that of cost less ratio times claim (delta method).
    double error = costs.estimate(1, -ratio).standardError() / claim;
    return MeanEstimate.of(ratio, error, costs.rows());
  }

  void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    costs.write(out);
  }

  static ServedSpend read(StateInput from) throws IOException {
    StateInput in = from.piece("spend", FORMAT, FORMAT);
    ServedSpend read = new ServedSpend();
    read.costs = BucketedMeans.read(in);
    return read;
  }
}
