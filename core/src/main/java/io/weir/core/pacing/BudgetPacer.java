package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Re-solving with dual mirror descent on top: the ladder gives the level, the descent a factor that
 * moves on between publications and is half forgotten with each.
 */
final class BudgetPacer implements Pacer {
  private final ResolvingPacer resolving;
  private final DualMirrorDescent descent;
  private double leastPrice;

  /**
   * Starts on a ladder.
   *
   * @param descent the step rule; owned by this pacer from now on
   */
  public BudgetPacer(PriceLadder ladder, DualMirrorDescent descent) {
    this.resolving = new ResolvingPacer(ladder);
    this.descent = descent;
    this.leastPrice = ladder.smallestPositivePrice();
  }

  @Override
  public void publish(PriceLadder ladder) {
    resolving.publish(ladder);
    leastPrice = ladder.smallestPositivePrice();
    descent.relax(0.5);
  }

  @Override
  public void observe(
      double impressions, double promised, double target, double expectedImpressions) {
    resolving.observe(impressions, promised, target, expectedImpressions);
    descent.step(promised, target, impressions, expectedImpressions);
  }

  @Override
  public double price(double budgetPerImpression) {
    double base = resolving.price(budgetPerImpression);
    double factor = descent.factor();
    if (base == 0 && factor > 1) {
      // A product cannot leave zero: start from the least price known to bind.
      return leastPrice * (factor - 1);
    }
    return base * factor;
  }

  @Override
  public void write(StateOutput out) throws IOException {
    resolving.write(out);
    descent.write(out);
  }

  @Override
  public void read(StateInput in) throws IOException {
    resolving.read(in);
    descent.read(in);
  }
}
