package io.weir.console;

import io.weir.client.follow.TopicFollower;
import io.weir.console.config.ConsoleOptions;
import io.weir.console.feed.StreamSampler;
import io.weir.console.feed.TopicFeed;
import io.weir.console.operator.CampaignEditor;
import io.weir.console.state.ConsoleState;
import io.weir.console.web.WebServer;
import io.weir.contract.CampaignValidator;
import io.weir.contract.LearningOptionsCheck;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running console. It holds nothing that the topics do not: a new one reads them again. Histories
 * go back as far as the topics do, or to its start.
 */
public final class Console implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DISCOVERY = Duration.ofSeconds(10);

  private final TopicFollower follower;
  private final StreamSampler sampler;
  private final WebServer server;

  private Console(TopicFollower follower, StreamSampler sampler, WebServer server) {
    this.follower = follower;
    this.sampler = sampler;
    this.server = server;
  }

  /**
   * Starts to follow the topics and to serve the page. Returns at once, whether the broker is there
   * or not.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a Kafka property is invalid
   * @throws IllegalStateException if the address cannot be listened on
   */
  public static Console start(ConsoleOptions options) {
    Map<String, Object> kafka = new HashMap<>(options.kafkaProperties());
    kafka.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    kafka.put(CommonClientConfigs.CLIENT_ID_CONFIG, "weir-console");
    InstantSource clock = InstantSource.system();
    ConsoleState state = new ConsoleState(clock);
    TopicFeed feed = new TopicFeed(options.topicPrefix(), state);
    TopicFollower follower =
        new TopicFollower(kafka, feed.topics(), feed.lookBack(), DISCOVERY, feed);
    StreamSampler sampler = new StreamSampler(kafka, options.topicPrefix(), state, follower);
    CampaignEditor editor =
        new CampaignEditor(
            kafka,
            options.topicPrefix(),
            options.transactionalId(),
            // Commands of the console set no learning option that the learner would refuse.
            new CampaignValidator(LearningOptionsCheck.none()),
            clock);
    WebServer server = WebServer.start(options, state, editor);
    daemon(follower, "weir-console-feed");
    daemon(sampler, "weir-console-sampler");
    return new Console(follower, sampler, server);
  }

  private static void daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns where the page is. */
  public URI address() {
    return server.address();
  }

  /**
   * Waits until every topic exists and was read to the end it had when it was found.
   *
   * @return false if the time ran out
   * @throws InterruptedException if interrupted
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return follower.awaitCaughtUp(timeout);
  }

  @Override
  public void close() {
    server.close();
    sampler.stop();
    try {
      if (!follower.stop(STOP_TIMEOUT)) {
        LOG.warn("the feed did not stop within {}", STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
