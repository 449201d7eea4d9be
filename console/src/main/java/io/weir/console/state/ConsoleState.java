package io.weir.console.state;

import io.weir.console.alarm.Alarm;
import io.weir.console.alarm.AlarmLog;
import io.weir.console.alarm.AlarmRules;
import io.weir.console.view.CampaignChange;
import io.weir.console.view.CampaignHistory;
import io.weir.console.view.CampaignView;
import io.weir.console.view.RefusedVersion;
import io.weir.console.view.StreamHealth;
import io.weir.console.view.StreamHealth.TopicHealth;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the console knows. Written by the threads that read Kafka, read by those that serve the
 * page; safe for use by several threads.
 */
public final class ConsoleState {
  private final InstantSource clock;
  private final Map<String, CampaignTrack> tracks = new TreeMap<>();
  private final DeadLetterTally letters = new DeadLetterTally();
  private final DeadLetterRate letterRate = new DeadLetterRate();
  private final EventClock eventClock = new EventClock();
  private final AlarmLog alarms = new AlarmLog();
  private final Set<String> changed = new HashSet<>();
  private List<TopicHealth> topics = List.of();
  private @Nullable Long attributionLagMillis;
  private long brokerSilentMillis;
  private boolean healthChanged = true;
  private boolean campaignsRemoved;
  private long unreadableRecords;
  private String lastUnreadable = "";

  /**
   * Makes an empty one.
   *
   * @param clock wall clock by which records age
   */
  public ConsoleState(InstantSource clock) {
    this.clock = clock;
  }

  /** Everything the page needs to begin with. */
  public record Snapshot(List<CampaignView> campaigns, List<Alarm> alarms, StreamHealth health) {}

  /**
   * What changed since the last look; null or empty for what did not.
   *
   * @param campaigns campaigns that changed
   * @param campaignsRemoved whether some are gone
   * @param alarms all alarms, if any changed
   * @param health the streams, if they were looked at anew
   */
  public record Changes(
      List<CampaignView> campaigns,
      boolean campaignsRemoved,
      @Nullable List<Alarm> alarms,
      @Nullable StreamHealth health) {}

  /** Takes a version of a configuration, and who wrote it where the record says so. */
  public synchronized void apply(
      Campaign campaign,
      long atMillis,
      @Nullable String by,
      @Nullable String command,
      @Nullable String why) {
    CampaignChange change = CampaignChange.of(campaign, atMillis, by, command, why);
    mark(campaign.getCampaignId(), track(campaign.getCampaignId()).apply(campaign, change));
  }

  /** Takes note of a version of a configuration that is invalid: the one before stays in force. */
  public synchronized void refuse(String campaignId, RefusedVersion version) {
    mark(campaignId, track(campaignId).refuse(version));
    if (track(campaignId).view() == null) {
      unreadable("campaign " + campaignId + " is refused: " + version.problems());
    }
  }

  /** Takes a budget status. */
  public synchronized void apply(BudgetStatus status, long receivedMillis) {
    String id = status.getCampaignId();
    mark(
        id,
        track(id).apply(status, eventClock.at(status.getAsOf().toEpochMilli()), receivedMillis));
  }

  /** Takes a price, of the topic that clients follow or of its shadow. */
  public synchronized void apply(DualPrice price, boolean acts, long receivedMillis) {
    String id = price.getCampaignId();
    mark(id, track(id).apply(price, acts, receivedMillis));
  }

  /** Takes a model. */
  public synchronized void apply(Model model) {
    mark(model.getCampaignId(), track(model.getCampaignId()).apply(model));
  }

  /** Counts a dead letter. */
  public synchronized void apply(DeadLetter letter) {
    healthChanged |= letters.add(letter);
  }

  /** Forgets what a tombstone deletes. */
  public synchronized void forget(String campaignId, Forgotten what) {
    CampaignTrack track = tracks.get(campaignId);
    if (track == null) {
      return;
    }
    switch (what) {
      case CAMPAIGN -> {
        track.forgetCampaign();
        campaignsRemoved = true;
      }
      case MODEL -> track.forgetModel();
      case PRICE -> track.forgetPrice();
      case BUDGET -> track.forgetBudget();
    }
    changed.add(campaignId);
  }

  /** What a tombstone deletes. */
  public enum Forgotten {
    /** The configuration. */
    CAMPAIGN,
    /** The models. */
    MODEL,
    /** The prices. */
    PRICE,
    /** The budget statuses. */
    BUDGET
  }

  /** Counts a record of a sink topic that cannot be read. */
  public synchronized void unreadable(String description) {
    unreadableRecords++;
    lastUnreadable = description;
    healthChanged = true;
  }

  /**
   * Takes a look at the streams.
   *
   * @param now by topic
   * @param lagMillis event time by which samples trail impressions; null if unknown
   * @param silentMillis since the broker was last heard of
   */
  public synchronized void observe(
      List<TopicHealth> now, @Nullable Long lagMillis, long silentMillis) {
    topics = List.copyOf(now);
    attributionLagMillis = lagMillis;
    brokerSilentMillis = silentMillis;
    now.stream()
        .filter(topic -> topic.topic().equals("impressions") && topic.eventTimeMillis() != null)
        .forEach(topic -> eventClock.observe(clock.millis(), topic.eventTimeMillis()));
    letterRate.observe(clock.millis(), events(now), letters.total());
    healthChanged = true;
  }

  /** Returns everything. */
  public synchronized Snapshot snapshot() {
    refreshAlarms();
    return new Snapshot(views(), alarms.all(), health());
  }

  /** Returns what happened to a campaign, or null if it is unknown. */
  public synchronized @Nullable CampaignHistory history(String campaignId) {
    CampaignTrack track = tracks.get(campaignId);
    return track == null || track.view() == null ? null : track.history(letters.of(campaignId));
  }

  /** Returns what changed since the last call. For one caller. */
  public synchronized Changes takeChanges() {
    boolean alarmsChanged = refreshAlarms();
    List<CampaignView> views = new ArrayList<>();
    for (String id : changed) {
      CampaignTrack track = tracks.get(id);
      CampaignView view = track == null ? null : track.view();
      if (view != null) {
        views.add(view);
      }
    }
    Changes changes =
        new Changes(
            views,
            campaignsRemoved,
            alarmsChanged || alarmsToSend ? alarms.all() : null,
            healthChanged ? health() : null);
    changed.clear();
    campaignsRemoved = false;
    alarmsToSend = false;
    healthChanged = false;
    return changes;
  }

  // A snapshot refreshes the alarms too; what it saw change still goes to everybody else.
  private boolean alarmsToSend;

  private boolean refreshAlarms() {
    long now = clock.millis();
    List<Alarm> standing = new ArrayList<>(AlarmRules.of(health(), now));
    for (CampaignView view : views()) {
      standing.addAll(AlarmRules.of(view, now));
    }
    boolean moved = alarms.update(standing, now);
    alarmsToSend |= moved;
    return moved;
  }

  private List<CampaignView> views() {
    return tracks.values().stream().map(CampaignTrack::view).filter(Objects::nonNull).toList();
  }

  private StreamHealth health() {
    return new StreamHealth(
        topics,
        attributionLagMillis,
        brokerSilentMillis,
        letters.byReason(),
        letters.recent(),
        letterRate.share(),
        unreadableRecords,
        lastUnreadable);
  }

  private static long events(List<TopicHealth> topics) {
    return topics.stream()
        .filter(t -> Set.of("impressions", "treatments", "outcomes").contains(t.topic()))
        .mapToLong(TopicHealth::records)
        .sum();
  }

  private CampaignTrack track(String campaignId) {
    return tracks.computeIfAbsent(campaignId, id -> new CampaignTrack());
  }

  private void mark(String campaignId, boolean moved) {
    if (moved) {
      changed.add(campaignId);
    }
  }
}
