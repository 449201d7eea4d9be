package io.weir.simulator.traffic;

import io.weir.simulator.decider.Decider;
import io.weir.simulator.event.EventCodecs;
import io.weir.simulator.event.EventSink;
import io.weir.simulator.world.SimulatedCampaign;
import io.weir.simulator.world.Streams;
import io.weir.simulator.world.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Generates the events of a marketplace in the order in which they are sent. Knows event time only:
 * the same options and the same decisions give the same messages, however fast it is driven.
 */
public final class Generator {

  private static final long GARBAGE_STREAM = 7;

  private final MarketplaceOptions options;
  private final EventSink sink;
  private final Decider decider;
  private final EventCodecs codecs = new EventCodecs();
  private final List<CampaignTraffic> campaigns = new ArrayList<>();
  private final EmissionQueue queue;
  private final GarbageSchedule garbage;
  private final TrafficBooks books;

  Generator(MarketplaceOptions options, World world, EventSink sink, Decider decider) {
    this.options = options;
    this.sink = sink;
    this.decider = decider;
    this.queue = new EmissionQueue(options);
    GarbageFactory factory =
        new GarbageFactory(codecs, Streams.open(options.seed(), GARBAGE_STREAM), options.runId());
    this.garbage = new GarbageSchedule(queue, factory);
    this.books = new TrafficBooks(options.startAt().toEpochMilli());
    for (SimulatedCampaign campaign : world.campaigns()) {
      campaigns.add(new CampaignTraffic(campaign, options));
    }
  }

  List<CampaignTraffic> campaigns() {
    return campaigns;
  }

  /** Makes all campaigns' arrivals so many times as dense as the options say; any thread. */
  void pace(double share) {
    campaigns.forEach(traffic -> traffic.pace(share));
  }

  /** Event time of the next impression, milliseconds. */
  double nextArrival() {
    return earliest().nextArrival();
  }

  /** Generates the next impression, having sent everything due before it. */
  void step() {
    CampaignTraffic traffic = earliest();
    sendUntil((long) traffic.nextArrival());
    traffic.generate(queue, codecs, decider, garbage);
  }

  /**
   * Sends what was on its way when the last impression came. Outcomes that lie further ahead than
   * the longest disorder have not happened and are dropped.
   */
  void finish(long nowMillis) {
    sendUntil(nowMillis + options.maxDisorder().toMillis());
    sink.flush();
  }

  SimulatorReport report() {
    return books.report(campaigns.stream().map(CampaignTraffic::report).toList());
  }

  private CampaignTraffic earliest() {
    CampaignTraffic earliest = campaigns.get(0);
    for (CampaignTraffic traffic : campaigns) {
      earliest = traffic.nextArrival() < earliest.nextArrival() ? traffic : earliest;
    }
    return earliest;
  }

  private void sendUntil(long eventMillis) {
    @Nullable Emission due;
    while ((due = queue.poll(eventMillis)) != null) {
      sink.send(due.stream(), due.key(), due.value());
      books.sent(due);
    }
  }
}
