package io.weir.jobs.attribution.store;

import io.weir.jobs.attribution.state.AcceptedOutcome;
import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.attribution.state.PendingMessage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a cached state takes on the heap: objects with 12-byte headers and compressed pointers. */
final class HeapSize {
  /** The state, its map entry, the entry's place in the table, and the handle. */
  private static final int STATE = 72 + 56 + 12 + 40;

  private static final int STRING = 24 + 16;
  private static final int BUFFER = 48 + 16;
  private static final int OUTCOME = 56 + STRING;
  private static final int PENDING = 64 + BUFFER;
  private static final int LISTS = 2 * (24 + 40);

  private HeapSize() {}

  /** Returns bytes. */
  static long of(String key, AttributionState state) {
    long bytes =
        STATE
            + LISTS
            + 3L * STRING
            + key.length()
            + state.getUnitId().length()
            + state.getCampaignId().length()
            + buffer(state.getImpression())
            + buffer(state.getTreatment());
    for (AcceptedOutcome outcome : state.getOutcomes()) {
      bytes += OUTCOME + outcome.getOutcomeId().length();
    }
    for (PendingMessage message : state.getPending()) {
      bytes += PENDING + message.getPayload().remaining();
    }
    return bytes;
  }

  private static long buffer(@Nullable ByteBuffer buffer) {
    return buffer == null ? 0 : BUFFER + buffer.remaining();
  }
}
