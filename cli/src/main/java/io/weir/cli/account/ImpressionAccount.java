package io.weir.cli.account;

import io.weir.core.hash.Murmur3;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has become of every impression, joined by its id: no message is counted for another. Ids are
 * kept as 64-bit hashes, about a hundred bytes each.
 *
 * <p>Which impressions are closed is seen from the samples: event time has passed the latest end of
 * a window that left one, so every window that ended by then has closed. Not thread-safe.
 */
final class ImpressionAccount {
  private static final class Fate {
    private int messages;
    private int setAside;
    private int treatments;
    private int treatmentsSetAside;
    private int samples;
    private long occurredAtMillis;
    private long lastOccurredAtMillis;
    private @Nullable String campaignId;

    private boolean counts() {
      return messages > setAside;
    }

    private boolean treated() {
      return treatments > treatmentsSetAside;
    }
  }

  /**
   * How many impressions there are of each kind. Every impression is of one of the first six.
   *
   * @param sampled left a sample
   * @param setAside are dead letters: no message with this id was accepted
   * @param open wait for the end of their window and of the lateness allowed after it
   * @param openUntreated of these, without a treatment so far, of a campaign whose window was
   *     shorter for a time, or of an id that was used again: they may have ended without a trace
   * @param held wait for their campaign, of which there is no configuration
   * @param closedUntreated have ended without a treatment, and so without a sample
   * @param missing have ended with a treatment and left nothing: not written yet, or lost, or the
   *     treatment came after event time had passed the window
   * @param surplusSamples samples beyond the first of an impression
   * @param samplesFromNowhere samples whose impression is not on the topic
   * @param repetitions messages beyond the first of an impression, set aside or not
   * @param unreadable messages on the impressions topic that are no impression
   * @param unreadableSetAside of these, the dead letters
   */
  record Totals(
      long sampled,
      long setAside,
      long open,
      long openUntreated,
      long held,
      long closedUntreated,
      long missing,
      long surplusSamples,
      long samplesFromNowhere,
      long repetitions,
      long unreadable,
      long unreadableSetAside) {
    /** Distinct impressions on the topic. */
    long impressions() {
      return sampled + setAside + open + held + closedUntreated + missing;
    }

    /**
     * The same by what the job says it holds open. At the edge of event time an impression without
     * a treatment may have closed without a trace; none of any other kind may.
     *
     * @param reported impressions that the attribution job holds open
     * @return null if no number of untreated impressions explains the difference
     */
    @Nullable Totals withOpen(long reported) {
      long gone = open - reported;
      return gone < 0 || gone > openUntreated
          ? null
          : new Totals(
              sampled,
              setAside,
              reported,
              openUntreated - gone,
              held,
              closedUntreated + gone,
              missing,
              surplusSamples,
              samplesFromNowhere,
              repetitions,
              unreadable,
              unreadableSetAside);
    }
  }

  private final Map<Long, Fate> fates = new HashMap<>();
  private final Map<String, Windows> windows = new HashMap<>();
  private final Set<MessagePlace> letters = new HashSet<>();
  private long closedThroughMillis = Long.MIN_VALUE;
  private long unreadable;
  private long unreadableSetAside;

  /** The shortest and the longest window that a campaign has had, milliseconds. */
  private record Windows(long leastMillis, long mostMillis) {
    Windows with(Windows other) {
      return new Windows(
          Math.min(leastMillis, other.leastMillis), Math.max(mostMillis, other.mostMillis));
    }
  }

  /** Adds a window that a campaign has or had, milliseconds. */
  void campaign(String campaignId, long attributionWindowMillis) {
    Windows window = new Windows(attributionWindowMillis, attributionWindowMillis);
    windows.merge(campaignId, window, Windows::with);
  }

  /**
   * Adds a message on the impressions topic that is an impression, whatever else is wrong.
   *
   * @return whether it is the first of its id
   */
  boolean impression(String impressionId, String campaignId, Instant occurredAt) {
    Fate fate = fate(impressionId);
    fate.messages++;
    fate.lastOccurredAtMillis = Math.max(fate.lastOccurredAtMillis, occurredAt.toEpochMilli());
    if (fate.messages == 1) {
      fate.occurredAtMillis = occurredAt.toEpochMilli();
      fate.campaignId = campaignId;
    }
    return fate.messages == 1;
  }

  /** Adds a message on the impressions topic that is none. */
  void unreadableImpression() {
    unreadable++;
  }

  /** Adds a treatment that could be read. */
  void treatment(String impressionId) {
    fate(impressionId).treatments++;
  }

  /** Adds a sample. */
  void sample(String impressionId, Instant closedAt) {
    fate(impressionId).samples++;
    closedThroughMillis = Math.max(closedThroughMillis, closedAt.toEpochMilli());
  }

  /**
   * Notes where a dead letter's message stood; letters are written at least once.
   *
   * @return whether this is the first letter about that message
   */
  boolean firstLetter(MessagePlace place) {
    return letters.add(place);
  }

  /**
   * Adds a dead letter of the impressions topic.
   *
   * @param impressionId of its payload; null if that is no impression
   */
  void impressionSetAside(@Nullable String impressionId) {
    if (impressionId == null) {
      unreadableSetAside++;
    } else {
      fate(impressionId).setAside++;
    }
  }

  /** Adds a dead letter of the treatments topic whose payload is a treatment. */
  void treatmentSetAside(String impressionId) {
    fate(impressionId).treatmentsSetAside++;
  }

  /** Sorts every impression into its kind. */
  Totals totals() {
    long sampled = 0;
    long setAside = 0;
    long open = 0;
    long openUntreated = 0;
    long held = 0;
    long closedUntreated = 0;
    long missing = 0;
    long surplus = 0;
    long nowhere = 0;
    long repetitions = 0;
    for (Fate fate : fates.values()) {
      surplus += Math.max(0, fate.samples - 1);
      repetitions += Math.max(0, fate.messages - 1);
      if (fate.messages == 0) {
        nowhere += fate.samples > 0 ? 1 : 0;
        continue;
      }
      Windows window = windows.get(fate.campaignId);
      if (fate.samples > 0) {
        sampled++;
      } else if (!fate.counts()) {
        setAside++;
      } else if (window == null) {
        held++;
      } else if (fate.lastOccurredAtMillis + window.mostMillis() > closedThroughMillis) {
        open++;
        boolean unsure = fate.occurredAtMillis + window.leastMillis() <= closedThroughMillis;
        openUntreated += unsure || !fate.treated() ? 1 : 0;
      } else if (fate.treated()) {
        missing++;
      } else {
        closedUntreated++;
      }
    }
    return new Totals(
        sampled,
        setAside,
        open,
        openUntreated,
        held,
        closedUntreated,
        missing,
        surplus,
        nowhere,
        repetitions,
        unreadable,
        unreadableSetAside);
  }

  private Fate fate(String impressionId) {
    return fates.computeIfAbsent(Murmur3.hash128First64(impressionId), id -> new Fate());
  }
}
