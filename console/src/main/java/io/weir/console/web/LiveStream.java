package io.weir.console.web;

import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventConnectionCallback;
import io.weir.console.state.ConsoleState;
import io.weir.console.view.CampaignView;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes what changed to every open page, five times a second at most, as server-sent events. A new
 * page gets everything first. A page that does not read is let go and will connect again.
 */
final class LiveStream implements ServerSentEventConnectionCallback, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
  private static final long PERIOD_MILLIS = 200;
  private static final long KEEP_ALIVE_MILLIS = 15_000;
  private static final int MOST_UNSENT = 500;

  private final ConsoleState state;
  private final boolean operable;
  private final Map<ServerSentEventConnection, AtomicInteger> pages = new ConcurrentHashMap<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "weir-console-push");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Makes one and starts to push.
   *
   * @param state what is shown
   * @param operable whether commands are possible at all
   */
  LiveStream(ConsoleState state, boolean operable) {
    this.state = state;
    this.operable = operable;
    // Ends with the executor; what a push throws it logs itself.
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(
            this::push, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What a page gets first. */
  record Hello(boolean operable, long nowMillis, ConsoleState.Snapshot state) {}

  Hello hello() {
    return new Hello(operable, System.currentTimeMillis(), state.snapshot());
  }

  @Override
  public synchronized void connected(ServerSentEventConnection page, @Nullable String lastEventId) {
    page.setKeepAliveTime(KEEP_ALIVE_MILLIS);
    page.addCloseTask(pages::remove);
    pages.put(page, new AtomicInteger());
    send(page, "snapshot", Json.write(hello()));
  }

  private synchronized void push() {
    try {
      ConsoleState.Changes changes = state.takeChanges();
      for (CampaignView campaign : changes.campaigns()) {
        broadcast("campaign", campaign);
      }
      if (changes.alarms() != null) {
        broadcast("alarms", changes.alarms());
      }
      if (changes.health() != null) {
        broadcast("health", changes.health());
      }
      if (changes.campaignsRemoved()) {
        broadcast("snapshot", hello());
      }
    } catch (RuntimeException e) {
      // Thrown on, it would end the schedule; the next push has what this one had not.
      LOG.error("pushing to the pages failed", e);
    }
  }

  private void broadcast(String event, Object value) {
    if (pages.isEmpty()) {
      return;
    }
    String data = Json.write(value);
    pages.keySet().forEach(page -> send(page, event, data));
  }

  private void send(ServerSentEventConnection page, String event, String data) {
    AtomicInteger unsent = pages.get(page);
    if (unsent == null) {
      return;
    }
    if (unsent.incrementAndGet() > MOST_UNSENT) {
      LOG.info("a page that does not read is let go");
      pages.remove(page);
      page.shutdown();
      return;
    }
    page.send(
        data,
        event,
        null,
        new ServerSentEventConnection.EventCallback() {
          @Override
          public void done(
              ServerSentEventConnection connection,
              @Nullable String sentData,
              @Nullable String sentEvent,
              @Nullable String id) {
            unsent.decrementAndGet();
          }

          @Override
          public void failed(
              ServerSentEventConnection connection,
              @Nullable String sentData,
              @Nullable String sentEvent,
              @Nullable String id,
              IOException e) {
            LOG.debug("a page went away", e);
            pages.remove(connection);
          }
        });
  }

  @Override
  public void close() {
    executor.shutdownNow();
    pages.keySet().forEach(ServerSentEventConnection::shutdown);
  }
}
