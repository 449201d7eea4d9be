package io.weir.jobs.attribution;

import io.weir.jobs.attribution.event.EventKind;
import io.weir.jobs.attribution.event.EventMessage;
import io.weir.jobs.attribution.event.Events;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The attribution operator alone, fed by hand. */
final class AttributionHarness implements AutoCloseable {
  private static final int KEY_GROUPS = 128;

  private final AttributionOperator operator;
  private final KeyedTwoInputStreamOperatorTestHarness<String, EventMessage, CampaignUpdate, Sample>
      harness;
  private long offset;

  private AttributionHarness(AttributionOptions options, @Nullable OperatorSubtaskState state)
      throws Exception {
    this(options, state, 1, 0);
  }

  private AttributionHarness(
      AttributionOptions options,
      @Nullable OperatorSubtaskState state,
      int parallelism,
      int subtask)
      throws Exception {
    operator = new AttributionOperator(options);
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            operator,
            EventMessage::impressionId,
            null, // campaigns have no key: every subtask gets all
            Types.STRING,
            KEY_GROUPS,
            parallelism,
            subtask);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    harness.processWatermark2(Watermark.MAX_WATERMARK);
  }

  /** Starts the operator with a campaign. */
  static AttributionHarness start(String... arguments) throws Exception {
    AttributionHarness started = startWithoutCampaign(arguments);
    started.send(Events.campaign(Events.CAMPAIGN, 1));
    return started;
  }

  static AttributionHarness startWithoutCampaign(String... arguments) throws Exception {
    return new AttributionHarness(options(arguments), null);
  }

  static AttributionHarness restore(OperatorSubtaskState state, String... arguments)
      throws Exception {
    return new AttributionHarness(options(arguments), state);
  }

  /** Restores one subtask of several from the snapshot of a single one. */
  static AttributionHarness rescale(OperatorSubtaskState state, int parallelism, int subtask)
      throws Exception {
    return new AttributionHarness(
        options(),
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            state, KEY_GROUPS, 1, parallelism, subtask),
        parallelism,
        subtask);
  }

  /** Returns which of several subtasks owns a key. */
  static int subtaskOf(String key, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, KEY_GROUPS, parallelism);
  }

  private static AttributionOptions options(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--bootstrap-servers=unused:1"));
    if (Arrays.stream(arguments).noneMatch(argument -> argument.startsWith("--late-horizon"))) {
      all.add("--late-horizon=0s");
    }
    all.addAll(List.of(arguments));
    return AttributionOptions.parse(all.toArray(String[]::new));
  }

  OperatorSubtaskState snapshot() throws Exception {
    return harness.snapshot(1, 1);
  }

  void send(Campaign campaign) throws Exception {
    harness.processElement2(new CampaignUpdate(campaign.getCampaignId(), campaign), 0);
  }

  void forget(String campaignId) throws Exception {
    harness.processElement2(new CampaignUpdate(campaignId, null), 0);
  }

  void send(Impression impression) throws Exception {
    send(
        EventKind.IMPRESSION,
        impression.getImpressionId(),
        impression.getOccurredAt().toEpochMilli(),
        Events.bytes(impression));
  }

  void send(Treatment treatment) throws Exception {
    send(
        EventKind.TREATMENT,
        treatment.getImpressionId(),
        treatment.getAssignedAt().toEpochMilli(),
        Events.bytes(treatment));
  }

  void send(Outcome outcome) throws Exception {
    send(
        EventKind.OUTCOME,
        outcome.getImpressionId(),
        outcome.getOccurredAt().toEpochMilli(),
        Events.bytes(outcome));
  }

  private void send(EventKind kind, String id, long millis, byte[] payload) throws Exception {
    harness.processElement1(new EventMessage(id, kind, millis, 0, offset++, payload), millis);
  }

  void watermark(long millis) throws Exception {
    harness.processWatermark1(new Watermark(millis));
  }

  /** Sends what no source would let pass, as a message of the given key. */
  void sendRaw(EventKind kind, String id, long millis, byte[] payload) throws Exception {
    send(kind, id, millis, payload);
  }

  /** Sets the clock by which closed impressions are forgotten. */
  void memoryClock(long millis) {
    harness.setStateTtlProcessingTime(millis);
  }

  void wallClock(long millis) throws Exception {
    harness.setProcessingTime(millis);
  }

  List<Sample> samples() {
    return harness.extractOutputValues();
  }

  List<DeadLetter> deadLetters() {
    var letters = harness.getSideOutput(SplitDeadLetters.DEAD_LETTERS);
    return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
  }

  List<String> reasons() {
    return deadLetters().stream().map(DeadLetter::getReason).toList();
  }

  /** Entries of the state backend, and states in the cache that it does not have. */
  int stateEntries() {
    return harness.numKeyedStateEntries() + operator.unwrittenStates();
  }

  int timers() {
    return harness.numEventTimeTimers() + harness.numProcessingTimeTimers();
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
