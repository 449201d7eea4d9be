package io.weir.service.web;

import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.weir.service.api.ApiException;
import io.weir.service.api.ApiException.Code;
import io.weir.service.api.RequestReader;
import io.weir.service.api.RequestReader.Body;
import io.weir.service.events.TakenRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a JSON body without blocking a thread, writes what comes of it, and answers. */
final class PostHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PostHandler.class);

  private final EventWriter writer;
  private final Reader reader;
  private final int eventsEach;

  /** Makes requests of a body. */
  @FunctionalInterface
  interface Reader {
    /** Checks all items first, and takes them then. */
    List<TakenRequest> read(Body body, Instant now) throws ApiException;
  }

  /**
   * Makes a handler.
   *
   * @param eventsEach events of one item
   */
  PostHandler(EventWriter writer, Reader reader, int eventsEach) {
    this.writer = writer;
    this.reader = reader;
    this.eventsEach = eventsEach;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    if (type == null || !type.startsWith("application/json")) {
      Answers.send(
          exchange,
          new ApiException(
              Code.UNSUPPORTED_MEDIA_TYPE, null, "Content-Type must be application/json"));
      return;
    }
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            // The exchange stays open after this call, until the broker has answered.
            (to, body) -> to.dispatch(SameThreadExecutor.INSTANCE, () -> take(to, body)),
            PostHandler::unread);
  }

  private void take(HttpServerExchange exchange, byte[] bytes) {
    try {
      writer.requireBroker();
      Body body = RequestReader.read(bytes);
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      writer.write(exchange, body.one(), reader.read(body, now), eventsEach);
    } catch (ApiException e) {
      Answers.send(exchange, e);
    } catch (RuntimeException e) {
      LOG.error("a request failed", e);
      Answers.send(exchange, new ApiException(Code.INTERNAL, null, "see the log of the service"));
    }
  }

  private static void unread(HttpServerExchange exchange, IOException e) {
    if (e instanceof Receiver.RequestToLargeException
        || e instanceof io.undertow.server.RequestTooBigException) {
      Answers.send(exchange, new ApiException(Code.TOO_LARGE, null, "the body is too large"));
    } else {
      LOG.debug("a body could not be read", e);
      exchange.endExchange();
    }
  }
}
