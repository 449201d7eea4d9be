package io.weir.learner.publish;

import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import org.jspecify.annotations.Nullable;

/** Takes what a learner publishes. */
@FunctionalInterface
public interface Publisher {
  /**
   * Publishes a price and, if it is new, the model it belongs to.
   *
   * @param model model; null if it went out before
   * @param price its price
   * @param shadow whether nothing may act on it
   */
  void publish(@Nullable Model model, DualPrice price, boolean shadow);
}
