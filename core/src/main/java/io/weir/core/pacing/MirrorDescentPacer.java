package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Dual mirror descent alone: starts at the ladder's price for the first target and moves it by what
 * was promised against the target, whatever the ladder says of other budgets.
 */
final class MirrorDescentPacer implements Pacer {
  private final DualMirrorDescent descent;
  private PriceLadder ladder;
  private double base = Double.NaN;

  /**
   * Starts on a ladder.
   *
   * @param descent the step rule; owned by this pacer from now on
   */
  public MirrorDescentPacer(PriceLadder ladder, DualMirrorDescent descent) {
    this.ladder = ladder;
    this.descent = descent;
  }

  @Override
  public void publish(PriceLadder published) {
    ladder = published;
  }

  @Override
  public void observe(
      double impressions, double promised, double target, double expectedImpressions) {
    descent.step(promised, target, impressions, expectedImpressions);
  }

  @Override
  public double price(double budgetPerImpression) {
    if (!(budgetPerImpression > 0)) {
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(base)) {
      base = Math.max(ladder.priceFor(budgetPerImpression), ladder.smallestPositivePrice());
    }
    return base * descent.factor();
  }

  @Override
  public void write(StateOutput out) throws IOException {
    out.writeDouble(base);
    descent.write(out);
  }

  @Override
  public void read(StateInput in) throws IOException {
    base = in.readDouble();
    descent.read(in);
  }
}
