package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Turns what is left of a budget into a price. Implementations differ in how they learn between
 * publications of a ladder; all give an infinite price when nothing is left. Not thread-safe.
 */
public interface Pacer {
  /**
   * Takes a new ladder.
   *
   * @param ladder as the learner published it
   */
  void publish(PriceLadder ladder);

  /**
   * Learns from policy traffic that was decided at the present price.
   *
   * @param impressions how many, positive
   * @param promised what their treatments were predicted to cost, currency units
   * @param target what they should have been predicted to cost, currency units, positive
   * @param expectedImpressions policy traffic of the whole period, the horizon of step sizes
   */
  void observe(double impressions, double promised, double target, double expectedImpressions);

  /**
   * The price now.
   *
   * @param budgetPerImpression predicted cost to aim at, currency units per impression of policy
   *     traffic; zero or less means that nothing is left
   * @return revenue units per currency unit, zero or more; infinite when nothing is left
   */
  double price(double budgetPerImpression);

  /** Writes the state; the ladder is not part of it. */
  void write(StateOutput out) throws IOException;

  /** Reads what {@link #write} wrote. */
  void read(StateInput in) throws IOException;
}
