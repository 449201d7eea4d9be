package io.weir.console.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every request must pass and every response bears: a content security policy that allows this
 * server's own files alone, and no requests that other sites make in the operator's browser. A
 * console answers to the names it is told and to those of the loopback address, so that no site can
 * rebind one to it; one that listens elsewhere and is told no name answers to all.
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
  private final boolean anyName;
  private final Set<String> names;

  RequestGuard(HttpHandler next, String listenHost, Set<String> allowedHosts) {
    this.next = next;
    this.anyName = allowedHosts.isEmpty() && !LOOPBACK.contains(listenHost);
    this.names = new HashSet<>(LOOPBACK);
    allowedHosts.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HEADERS.forEach((name, value) -> exchange.getResponseHeaders().put(name, value));
    if (!anyName && !names.contains(exchange.getHostName().toLowerCase(Locale.ROOT))) {
      refuse(exchange, "this console does not answer to this name; see --allowed-host");
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
