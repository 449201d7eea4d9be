package io.weir.service.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.weir.service.api.ApiException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Answers out. Infinity, which JSON lacks, becomes a string. */
final class Answers {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String RETRY_AFTER_SECONDS = "1";

  private Answers() {}

  /** What went wrong. */
  record Failure(Problem error) {}

  /**
   * What went wrong.
   *
   * @param code {@link ApiException.Code}
   * @param field path of the field that is wrong, if it is one
   * @param message for people
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Problem(String code, @Nullable String field, String message) {}

  static void send(HttpServerExchange exchange, int status, Object value) {
    try {
      byte[] body = MAPPER.writeValueAsBytes(value);
      exchange.setStatusCode(status);
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
      exchange.getResponseSender().send(ByteBuffer.wrap(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of numbers and strings must serialize", e);
    }
  }

  static void send(HttpServerExchange exchange, ApiException e) {
    int status = e.code().status();
    if (status == ApiException.Code.QUEUE_FULL.status()
        || status == ApiException.Code.BROKER_UNAVAILABLE.status()) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (status == ApiException.Code.UNAUTHORIZED.status()) {
      exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
    }
    send(
        exchange,
        status,
        new Failure(new Problem(e.code().name(), e.field(), String.valueOf(e.getMessage()))));
  }
}
