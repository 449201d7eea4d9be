package io.weir.console.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/** JSON out. Infinity and NaN, which JSON lacks, become strings that JavaScript's Number reads. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of numbers and strings must serialize", e);
    }
  }

  static void send(HttpServerExchange exchange, int status, Object value) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json; charset=utf-8");
    exchange.getResponseSender().send(write(value));
  }

  /**
   * What went wrong.
   *
   * @param error machine-readable
   * @param message for people
   */
  record Failure(String error, String message) {}
}
