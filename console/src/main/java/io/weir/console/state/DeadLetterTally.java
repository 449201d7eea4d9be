package io.weir.console.state;

import io.weir.console.view.StreamHealth.RecentLetter;
import io.weir.schemas.DeadLetter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Dead letters by reason and by campaign. They go out at least once and are the same by their
 * origin, so the last origins are remembered. Its owner guards it.
 */
final class DeadLetterTally {
  private static final int ORIGINS = 50_000;
  private static final int RECENT = 50;
  private static final int CAMPAIGNS = 500;
  private static final int DETAIL_LENGTH = 300;

  private final Map<String, Long> byReason = new TreeMap<>();
  private final Deque<RecentLetter> recent = new ArrayDeque<>();
  private final Map<String, Deque<RecentLetter>> byCampaign =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<RecentLetter>> eldest) {
          return size() > CAMPAIGNS;
        }
      };
  private final Map<String, Boolean> origins =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > ORIGINS;
        }
      };

  /** Counts a letter; false if it was counted before. */
  boolean add(DeadLetter letter) {
    String source =
        letter.getSourceTopic()
            + "/"
            + letter.getSourcePartition()
            + "/"
            + letter.getSourceOffset();
    if (origins.put(source, true) != null) {
      return false;
    }
    byReason.merge(letter.getReason(), 1L, Long::sum);
    String detail = letter.getDetail();
    String campaignId = LetterCampaign.of(letter);
    RecentLetter shown =
        new RecentLetter(
            source,
            letter.getReason(),
            detail.length() > DETAIL_LENGTH ? detail.substring(0, DETAIL_LENGTH) + "…" : detail,
            letter.getSeenAt().toEpochMilli(),
            letter.getJob(),
            campaignId);
    push(recent, shown);
    if (campaignId != null) {
      push(byCampaign.computeIfAbsent(campaignId, id -> new ArrayDeque<>()), shown);
    }
    return true;
  }

  private static void push(Deque<RecentLetter> letters, RecentLetter newest) {
    letters.addFirst(newest);
    if (letters.size() > RECENT) {
      letters.removeLast();
    }
  }

  long total() {
    return byReason.values().stream().mapToLong(Long::longValue).sum();
  }

  Map<String, Long> byReason() {
    return new TreeMap<>(byReason);
  }

  List<RecentLetter> recent() {
    return List.copyOf(recent);
  }

  /** The last of those whose message names a campaign, newest first. */
  List<RecentLetter> of(String campaignId) {
    return List.copyOf(byCampaign.getOrDefault(campaignId, new ArrayDeque<>()));
  }
}
