package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.state.ClosedImpression;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers of closed impressions that they were, for a stretch of wall-clock time: a coupon that
 * is redeemed long after its window has an impression all the same. Forgotten by the state backend
 * as it compacts, so that it costs no timer.
 */
public final class ClosedImpressions {
  private final @Nullable ValueState<ClosedImpression> state;

  /**
   * Makes the memory.
   *
   * @param horizon for how long; zero remembers nothing
   */
  public ClosedImpressions(RuntimeContext context, Duration horizon) {
    if (horizon.isZero()) {
      state = null;
      return;
    }
    ValueStateDescriptor<ClosedImpression> descriptor =
        new ValueStateDescriptor<>("closed", new AvroSerializer<>(ClosedImpression.class));
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(horizon).build());
    state = context.getState(descriptor);
  }

  /** Remembers the current key. */
  void remember(String campaignId, long closedAtMillis) throws IOException {
    if (state != null) {
      state.update(new ClosedImpression(campaignId, closedAtMillis));
    }
  }

  /** Returns what is remembered of the current key, or null. */
  @Nullable ClosedImpression find() throws IOException {
    return state == null ? null : state.value();
  }
}
