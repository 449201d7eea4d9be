package io.weir.simulator.traffic;

import io.weir.schemas.Campaign;
import io.weir.simulator.decider.Decider;
import io.weir.simulator.event.EventSink;
import io.weir.simulator.event.KafkaEventSink;
import io.weir.simulator.world.World;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running marketplace: sends events on a thread of its own, at the rate asked for on the wall.
 * Where the machine or the broker is slower than that, event time falls behind and the rate is what
 * can be had; nothing is skipped. A marketplace on the wall clock catches up as soon as it can.
 *
 * <p>Usage: register {@link #campaigns()} on the campaign topic, {@link #start()}, read {@link
 * #report()} whenever wanted, {@link #stop()}. Starts once.
 */
public final class Marketplace implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Marketplace.class);
  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final MarketplaceOptions options;
  private final World world;
  private final EventSink sink;
  private final Decider decider;
  private final Generator generator;
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;
  private @Nullable Thread thread;

  /**
   * Draws the world and connects the producer.
   *
   * @param options options
   * @param decider decides; closed with the marketplace
   */
  public Marketplace(MarketplaceOptions options, Decider decider) {
    this(
        options,
        decider,
        new KafkaEventSink(
            options.bootstrapServers(), options.topicPrefix(), options.kafkaProperties()));
  }

  Marketplace(MarketplaceOptions options, Decider decider, EventSink sink) {
    this.options = options;
    this.decider = decider;
    this.sink = sink;
    this.world = World.draw(options.seed(), options.campaigns());
    this.generator = new Generator(options, world, sink, decider);
  }

  /** Campaign records to register before the start. */
  public List<Campaign> campaigns() {
    return generator.campaigns().stream().map(CampaignTraffic::campaignRecord).toList();
  }

  /** The truth behind the traffic. */
  public World world() {
    return world;
  }

  /**
   * Starts to send, once the decider knows the campaigns.
   *
   * @throws InterruptedException if interrupted while waiting for the decider
   * @throws IllegalStateException if it was started before, or the decider does not get to know the
   *     campaigns
   */
  public synchronized void start() throws InterruptedException {
    if (thread != null) {
      throw new IllegalStateException("a marketplace starts once");
    }
    decider.awaitCampaigns(campaigns());
    Thread started = new Thread(this::run, "weir-simulator");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  /**
   * Stops generating, sends what is on its way, and waits until the broker has it all. What is
   * counted afterwards is what is on the topics.
   *
   * @throws InterruptedException if interrupted
   * @throws IllegalStateException if an event could not be generated or delivered
   */
  public synchronized void stop() throws InterruptedException {
    stopping = true;
    if (thread != null) {
      thread.join();
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw new IllegalStateException("the marketplace broke down", thrown);
    }
  }

  /**
   * Slows arrivals down from the next one on, or speeds them up again.
   *
   * @param share of the rate of the options, above 0 and at most 1
   */
  public void pace(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of the rate, not " + share);
    }
    generator.pace(share);
  }

  /** What was sent so far; any thread. */
  public SimulatorReport report() {
    return generator.report();
  }

  /** Whether it has broken down; {@link #stop()} tells why. */
  public boolean failed() {
    return failure != null;
  }

  /** Options it runs with. */
  public MarketplaceOptions options() {
    return options;
  }

  @Override
  public void close() throws InterruptedException {
    try {
      stop();
    } finally {
      decider.close();
      sink.close();
    }
  }

  private void run() {
    long startMillis = options.startAt().toEpochMilli();
    long startNanos = System.nanoTime();
    if (options.timeCompression() == 1) {
      // On the wall clock, what was missed since the start is made up for, and nothing is sent
      // before it happens.
      startNanos -= TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - startMillis);
    }
    double nanosPerMilli = 1e6 / options.timeCompression();
    try {
      while (!stopping) {
        double next = generator.nextArrival();
        long wait =
            (long) ((next - startMillis) * nanosPerMilli) - (System.nanoTime() - startNanos);
        if (wait > 0) {
          LockSupport.parkNanos(Math.min(wait, LONGEST_PARK_NANOS));
        } else {
          generator.step();
        }
      }
      generator.finish((long) generator.nextArrival());
    } catch (RuntimeException | Error e) {
      LOG.error("The marketplace broke down", e);
      failure = e;
    }
  }
}
