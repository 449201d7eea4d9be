package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Re-solves the published ladder for what is left. Its feedback is the ratio of what the traffic
 * was promised to what the ladder said it would be: where today's people are dearer than those of
 * the learner's window, the ladder is read at a smaller budget.
 */
final class ResolvingPacer implements Pacer {
  // Experience of the last eighth of the period counts; a fiftieth of it counts as having come
  // true from the start, so that the first few impressions do not swing the price.
  private static final double MEMORY_SHARE = 1.0 / 8;
  private static final double PRIOR_SHARE = 1.0 / 50;
  private static final double LOWEST = 0.25;
  private static final double HIGHEST = 4;

  private PriceLadder ladder;
  private double promised;
  private double intended;
  private double ratio = 1;

  /** Starts on a ladder, trusting it. */
  public ResolvingPacer(PriceLadder ladder) {
    this.ladder = ladder;
  }

  @Override
  public void publish(PriceLadder published) {
    ladder = published;
    // The new ladder was solved on newer traffic: half of the old complaint no longer applies.
    promised = 0.5 * (promised + intended);
  }

  @Override
  public void observe(
      double impressions, double promisedNow, double target, double expectedImpressions) {
    // What the ladder was read at is the target over the ratio in force.
    double read = target / ratio;
    if (intended == 0) {
      intended = PRIOR_SHARE * expectedImpressions * read / impressions;
      promised = intended;
    }
    double kept = Math.exp(-impressions / (MEMORY_SHARE * expectedImpressions));
    promised = promised * kept + promisedNow;
    intended = intended * kept + read;
    ratio = Math.max(LOWEST, Math.min(HIGHEST, promised / intended));
  }

  @Override
  public double price(double budgetPerImpression) {
    return ladder.priceFor(budgetPerImpression / ratio);
  }

  /** What was promised per unit that the ladder said, positive. */
  public double ratio() {
    return ratio;
  }

  @Override
  public void write(StateOutput out) throws IOException {
    out.writeDouble(promised);
    out.writeDouble(intended);
    out.writeDouble(ratio);
  }

  @Override
  public void read(StateInput in) throws IOException {
    promised = in.readDouble();
    intended = in.readDouble();
    ratio = in.readDouble();
  }
}
