package io.weir.service.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import io.weir.service.api.ApiException;
import io.weir.service.api.ApiException.Code;
import io.weir.service.config.ServiceOptions.Acknowledge;
import io.weir.service.events.EventLog;
import io.weir.service.events.TakenRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes the events of one HTTP request and answers it when it may be answered. */
final class EventWriter {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final EventLog log;
  private final Acknowledge acknowledge;

  EventWriter(EventLog log, Acknowledge acknowledge) {
    this.log = log;
    this.acknowledge = acknowledge;
  }

  /** Refuses at once what could not be acknowledged anyway. */
  void requireBroker() throws ApiException {
    if (!log.isReady()) {
      throw new ApiException(
          Code.BROKER_UNAVAILABLE, null, "the event topics have not been found yet");
    }
    if (log.isStalled(PATIENCE)) {
      throw new ApiException(
          Code.BROKER_UNAVAILABLE, null, "the broker takes no events; nothing was done");
    }
  }

  /**
   * Writes.
   *
   * @param one whether one object is answered and not an array
   * @param eventsEach most events of one request
   */
  void write(HttpServerExchange exchange, boolean one, List<TakenRequest> taken, int eventsEach)
      throws ApiException {
    if (!log.reserve(taken.size() * eventsEach)) {
      throw new ApiException(
          Code.QUEUE_FULL, null, "too many events wait for the broker; nothing was written");
    }
    boolean atOnce = acknowledge == Acknowledge.QUEUE;
    AtomicInteger open = new AtomicInteger(taken.size());
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    for (TakenRequest request : taken) {
      request.write(
          log,
          eventsEach,
          why -> {
            if (why != null) {
              failure.set(why);
            }
            if (open.decrementAndGet() == 0 && !atOnce) {
              // Back from the producer's thread to the one that talks to this caller.
              exchange.getIoThread().execute(() -> answer(exchange, one, taken, failure.get()));
            }
          });
    }
    if (atOnce) {
      answer(exchange, one, taken, null);
    }
  }

  private static void answer(
      HttpServerExchange exchange,
      boolean one,
      List<TakenRequest> taken,
      @Nullable Exception failure) {
    if (failure != null) {
      Answers.send(
          exchange,
          new ApiException(
              Code.BROKER_UNAVAILABLE,
              null,
              "not all events are with the broker; send the same request again: " + failure));
    } else if (one) {
      Answers.send(exchange, StatusCodes.OK, taken.get(0).answer());
    } else {
      Answers.send(exchange, StatusCodes.OK, taken.stream().map(TakenRequest::answer).toList());
    }
  }
}
