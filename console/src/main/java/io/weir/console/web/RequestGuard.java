package io.weir.console.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every request must pass and every response bears: a content security policy that allows this
 * server's own files alone, and no requests that other sites make in the operator's browser. A
 * console on the loopback address answers to no other name, so that no site can rebind one to it.
 */
final class RequestGuard implements HttpHandler {
  private static final Map<HttpString, String> HEADERS =
      Map.of(
          new HttpString("Content-Security-Policy"),
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
              + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
              + "frame-ancestors 'none'",
          new HttpString("X-Content-Type-Options"),
          "nosniff",
          new HttpString("X-Frame-Options"),
          "DENY",
          new HttpString("Referrer-Policy"),
          "no-referrer",
          new HttpString("Cross-Origin-Resource-Policy"),
          "same-origin",
          new HttpString("Cache-Control"),
          "no-cache");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final HttpHandler next;
  private final boolean loopbackOnly;

  RequestGuard(HttpHandler next, String listenHost) {
    this.next = next;
    this.loopbackOnly = LOOPBACK.contains(listenHost);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HEADERS.forEach((name, value) -> exchange.getResponseHeaders().put(name, value));
    if (loopbackOnly && !LOOPBACK.contains(exchange.getHostName())) {
      refuse(exchange, "this console answers to the loopback address alone");
    } else if (!exchange.getRequestMethod().equals(Methods.GET) && fromElsewhere(exchange)) {
      refuse(exchange, "another site may not do this");
    } else {
      next.handleRequest(exchange);
    }
  }

  private static boolean fromElsewhere(HttpServerExchange exchange) {
    @Nullable String origin = exchange.getRequestHeaders().getFirst("Origin");
    if (origin == null) {
      return false; // no browser; and what a browser sends without it carries no token
    }
    try {
      return !exchange.getHostAndPort().equals(new URI(origin).getAuthority());
    } catch (URISyntaxException e) {
      return true;
    }
  }

  private static void refuse(HttpServerExchange exchange, String why) {
    Json.send(exchange, StatusCodes.FORBIDDEN, new Json.Failure("FORBIDDEN", why));
  }
}
