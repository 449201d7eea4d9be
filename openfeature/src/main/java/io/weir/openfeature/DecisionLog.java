package io.weir.openfeature;

import io.weir.client.decision.Decision;
import io.weir.schemas.Impression;
import java.time.Instant;

/**
 * Where an application writes down what was decided: without it nothing is learned. It makes the
 * events by {@link Decision#toTreatment} or {@link Decision#toImpression} and sends them to Kafka.
 */
@FunctionalInterface
public interface DecisionLog {
  /**
   * Takes a decision. Called by the thread that asked for the flag, before it gets its answer; what
   * it throws, the caller's default is given for.
   *
   * @param impression what was decided
   * @param decision what for
   * @param at when
   */
  void decided(Impression impression, Decision decision, Instant at);
}
