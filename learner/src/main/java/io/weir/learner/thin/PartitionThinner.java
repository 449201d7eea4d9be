package io.weir.learner.thin;

import io.weir.core.hash.Murmur3;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.schemas.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

/**
 * Thins the samples of one partition's hot campaigns to a rate that a learner can take, and sums
 * those that it leaves out.
 *
 * <p>Whether a sample stays depends on the hash of its impression, and on how many samples of its
 * campaign and kind the second of event time before it had. What is decided rests on the
 * partition's own samples and their order alone, so that a replay decides the same, on however many
 * subtasks. A hash knows nothing of arms and outcomes: what is left is a random part of each
 * second, and no estimate of anything within a second is biased by it.
 *
 * <p>A campaign below its rates loses nothing, and has no sums.
 */
public final class PartitionThinner {
  private static final int FORMAT = 1;
  private static final long SECOND_MILLIS = 1_000;

  /** Another stream of hashes than those that assign arms, folds and buckets. */
  private static final int SEED = 0x7468_696e;

  private static final double HASHES = 1L << 32;

  /**
   * Rates' worth of one second that stay at most. How much a second brings is not known before it
   * is over; the one before it may have had less.
   */
  private static final double MOST_RATES = 2;

  /**
   * Seconds between a sample and the present second from which on it is far off. One such sample,
   * or a few, do not move time: a clock gone wrong would thin all that follow.
   */
  private static final long FAR_SECONDS = 60;

  /** Samples in a row that are far off and then are believed. */
  private static final int FAR_BELIEVED = 8;

  /** Campaigns that are told apart; of more, those that had no samples for longest begin anew. */
  private static final int CAMPAIGNS_MOST = 1_024;

  private static final int KINDS = Decider.values().length;

  /** One campaign's present second of event time, and what the one before makes of it. */
  private static final class Pace {
    long second;
    int far;
    final long[] seen = new long[KINDS];
    final long[] kept = new long[KINDS];

    /** Part of each kind that stays, in (0, 1]. */
    final double[] keep = new double[KINDS];

    LeftOut leftOut;

    Pace(String campaignId, long second) {
      this.second = second;
      this.leftOut = new LeftOut(campaignId);
      Arrays.fill(keep, 1);
    }

    /** Returns whether a sample of some second begins another. */
    boolean leaves(long next) {
      boolean isFar = next < second - FAR_SECONDS || next > second + FAR_SECONDS;
      far = isFar ? far + 1 : 0;
      return isFar ? far >= FAR_BELIEVED : next > second;
    }

    void goOnTo(long next, double mostRate) {
      double seconds = Math.max(1, (double) next - second);
      for (Decider kind : Decider.values()) {
        int k = kind.ordinal();
        keep[k] = Math.min(1, mostRate * kind.share() * seconds / Math.max(1, seen[k]));
      }
      Arrays.fill(seen, 0);
      Arrays.fill(kept, 0);
      second = next;
      far = 0;
    }
  }

  /** By campaign; the one that had no sample for longest comes first. */
  private final LinkedHashMap<String, Pace> paces = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Decides about the partition's next sample.
   *
   * @param mostRate samples of a campaign a second of event time that stay of this partition, above
   *     zero
   * @param finished takes sums that are complete; they come before the sample
   * @return whether it stays; else it is in the sums
   */
  public boolean stays(Sample sample, double mostRate, Consumer<LeftOut> finished) {
    long second = Math.floorDiv(sample.getClosedAt().toEpochMilli(), SECOND_MILLIS);
    String campaign = sample.getCampaignId();
    Pace pace = paces.get(campaign);
    if (pace == null) {
      pace = new Pace(campaign, second);
      paces.put(campaign, pace);
      forget(finished);
    }
    if (pace.leaves(second)) {
      finish(pace, finished);
      pace.goOnTo(second, mostRate);
    }
    Decider kind = Decider.of(sample);
    int k = kind.ordinal();
    pace.seen[k]++;
    double most = Math.max(1, MOST_RATES * mostRate * kind.share());
    if (pace.kept[k] < most && (pace.keep[k] >= 1 || place(sample) < pace.keep[k])) {
      pace.kept[k]++;
      return true;
    }
    pace.leftOut.add(sample);
    if (pace.leftOut.full()) {
      finish(pace, finished);
    }
    return false;
  }

  /** Returns where a sample's hash lies, in [0, 1). */
  private static double place(Sample sample) {
    byte[] impression = sample.getImpressionId().getBytes(StandardCharsets.UTF_8);
    return Integer.toUnsignedLong(Murmur3.hash32(impression, SEED)) / HASHES;
  }

  private void forget(Consumer<LeftOut> finished) {
    if (paces.size() > CAMPAIGNS_MOST) {
      Iterator<Pace> eldest = paces.values().iterator();
      finish(eldest.next(), finished);
      eldest.remove();
    }
  }

  private static void finish(Pace pace, Consumer<LeftOut> finished) {
    if (pace.leftOut.samples() > 0) {
      finished.accept(pace.leftOut);
      pace.leftOut = new LeftOut(pace.leftOut.campaignId());
    }
  }

  /**
   * Hands out the sums of seconds that are over.
   *
   * @param time event time that all of the partition's samples have passed, milliseconds
   */
  public void finish(long time, Consumer<LeftOut> finished) {
    for (Pace pace : paces.values()) {
      if (pace.second < Math.floorDiv(time, SECOND_MILLIS)) {
        finish(pace, finished);
      }
    }
  }

  /** Writes everything. */
  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeInt(paces.size());
    for (Pace pace : paces.values()) {
      out.writeLong(pace.second);
      out.writeInt(pace.far);
      for (Decider kind : Decider.values()) {
        int k = kind.ordinal();
        out.writeEnum(kind);
        out.writeLong(pace.seen[k]);
        out.writeLong(pace.kept[k]);
        out.writeDouble(pace.keep[k]);
      }
      pace.leftOut.write(out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is nothing of the kind
   */
  public static PartitionThinner read(StateInput from) throws IOException {
    StateInput in = from.piece("thinning", FORMAT, FORMAT);
    PartitionThinner thinner = new PartitionThinner();
    for (int count = in.readLength(); count > 0; count--) {
      Pace pace = new Pace("", in.readLong());
      pace.far = in.readInt();
      for (int kind = 0; kind < KINDS; kind++) {
        int k = in.readEnum(Decider.class).ordinal();
        pace.seen[k] = in.readLong();
        pace.kept[k] = in.readLong();
        pace.keep[k] = in.readDouble();
      }
      pace.leftOut = LeftOut.read(in);
      thinner.paces.put(pace.leftOut.campaignId(), pace);
    }
    return thinner;
  }
}
