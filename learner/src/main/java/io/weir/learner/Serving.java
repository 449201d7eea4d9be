package io.weir.learner;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.model.LiveModel;
import io.weir.learner.publish.ModelRecords;
import io.weir.learner.state.SnapshotReader;
import io.weir.learner.state.SnapshotWriter;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import java.io.IOException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pairs that serve and have served, and the versions that were given out. */
final class Serving {
  private static final String HISTORY_PREFIX = "history/";

  private @Nullable LiveModel live;

  /** Pairs that were live, by model version, the newest included. */
  private final TreeMap<Long, LiveModel> history = new TreeMap<>();

  private long modelVersion;
  private long priceVersion;
  private long pinnedVersion = -1;

  /** Returns the live pair; null before a first one. */
  @Nullable LiveModel live() {
    return live;
  }

  /** Returns the live pair if it expects a campaign's features and arms. */
  @Nullable LiveModel fitting(Campaign campaign) {
    LiveModel pair = live;
    return pair != null && ModelRecords.fits(pair.model(), campaign) ? pair : null;
  }

  /** Returns the version of the live model; -1 without one. */
  long liveVersion() {
    return live == null ? -1 : live.model().getModelVersion();
  }

  /** Returns a pair that is live or was; null if it is not remembered. */
  @Nullable LiveModel ofVersion(long version) {
    return history.get(version);
  }

  /** Returns the newest model version that was given out. */
  long modelVersion() {
    return modelVersion;
  }

  long priceVersion() {
    return priceVersion;
  }

  /** Returns which earlier version an operator has asked for; -1 for none. */
  long pinnedVersion() {
    return pinnedVersion;
  }

  /**
   * Puts a pair in service.
   *
   * @param remembered pairs that are kept at most
   */
  void goLive(LiveModel pair, int remembered) {
    live = pair;
    modelVersion = pair.model().getModelVersion();
    priceVersion = pair.price().getPriceVersion();
    history.put(modelVersion, pair);
    while (history.size() > remembered) {
      history.pollFirstEntry();
    }
  }

  /** Gives the live pair, if there is one, another price. */
  void reprice(DualPrice price, double costCorrection) {
    priceVersion = price.getPriceVersion();
    if (live != null) {
      live = live.withPrice(price, costCorrection);
    }
  }

  void pin(long version) {
    pinnedVersion = version;
  }

  void putInto(SnapshotWriter parts) {
    history.forEach(
        (version, pair) -> parts.putImmutable(HISTORY_PREFIX + version, pair, LiveModel::write));
    parts.putImmutable("live", live, LiveModel::write);
  }

  void writeVersions(StateOutput out) throws IOException {
    out.writeLong(modelVersion);
    out.writeLong(priceVersion);
    out.writeLong(pinnedVersion);
  }

  void readVersions(StateInput in) throws IOException {
    modelVersion = in.readLong();
    priceVersion = in.readLong();
    pinnedVersion = in.readLong();
  }

  /** Reads what {@link #putInto} put. */
  void read(SnapshotReader parts) throws IOException {
    for (StateInput in : parts.beginningWith(HISTORY_PREFIX).values()) {
      remember(LiveModel.read(in));
    }
    StateInput earlier = parts.get("history");
    if (earlier != null) {
      // All pairs in one part, as the first savepoints have them.
      for (int pairs = earlier.readInt(); pairs > 0; pairs--) {
        remember(LiveModel.read(earlier));
      }
    }
    live = parts.read("live", LiveModel::read);
  }

  private void remember(LiveModel pair) {
    history.put(pair.model().getModelVersion(), pair);
  }
}
