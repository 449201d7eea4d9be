package io.weir.console.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieImpl;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may look, and who may command. Where there is no viewer token everybody may look. A token
 * travels in a header; for what a browser asks by itself (the event stream, a download) it is
 * exchanged for a session in a cookie, with which one may look and nothing else.
 */
final class Access {
  private static final Logger AUDIT = LoggerFactory.getLogger("io.weir.console.audit");

  private final AccessToken viewer;
  private final AccessToken operator;
  private final ViewSessions sessions = new ViewSessions();

  Access(@Nullable String viewerToken, @Nullable String operatorToken) {
    this.viewer = new AccessToken(viewerToken);
    this.operator = new AccessToken(operatorToken);
  }

  /** Who asks. */
  enum Role {
    /** May do nothing. */
    NOBODY,
    /** May look. */
    VIEWER,
    /** May look and command. */
    OPERATOR
  }

  /**
   * Answer to who one is.
   *
   * @param role of the token or session that came with the request
   */
  record WhoAmI(Role role) {}

  /** Returns whether anybody may give commands. */
  boolean operable() {
    return operator.isSet();
  }

  Role role(HttpServerExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    if (operator.accepts(authorization)) {
      return Role.OPERATOR;
    }
    if (!viewer.isSet() || viewer.accepts(authorization)) {
      return Role.VIEWER;
    }
    Cookie cookie = exchange.getRequestCookie(cookieName(exchange));
    return cookie != null && sessions.isOpen(cookie.getValue()) ? Role.VIEWER : Role.NOBODY;
  }

  /** Lets those pass who may look. */
  HttpHandler forViewers(HttpHandler next) {
    return exchange -> {
      if (role(exchange) == Role.NOBODY) {
        unauthorized(exchange, new Json.Failure("UNAUTHORIZED", "a token is required to look"));
      } else {
        next.handleRequest(exchange);
      }
    };
  }

  /** Returns whether the request may command; answers it if not. */
  boolean mayCommand(HttpServerExchange exchange) {
    Role role = role(exchange);
    if (role == Role.OPERATOR) {
      return true;
    }
    if (!operator.isSet()) {
      unauthorized(
          exchange,
          new Json.Failure("READ_ONLY", "this console was started without an operator token"));
    } else if (viewer.accepts(exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION))) {
      AUDIT.info("refused a viewer's command from {}", source(exchange));
      Json.send(
          exchange,
          StatusCodes.FORBIDDEN,
          new Json.Failure("VIEWER", "this token may look and not command"));
    } else {
      unauthorized(exchange, new Json.Failure("UNAUTHORIZED", "an operator token is required"));
    }
    return false;
  }

  /** Tells who asks. */
  void whoAmI(HttpServerExchange exchange) {
    Json.send(exchange, StatusCodes.OK, new WhoAmI(role(exchange)));
  }

  /** Exchanges a token for a session of a viewer. */
  void open(HttpServerExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    if (!viewer.accepts(authorization) && !operator.accepts(authorization)) {
      unauthorized(exchange, new Json.Failure("UNAUTHORIZED", "that is no token of this console"));
      return;
    }
    exchange.setResponseCookie(
        new CookieImpl(cookieName(exchange), sessions.open())
            .setPath("/")
            .setHttpOnly(true)
            .setSameSite(true)
            .setSameSiteMode("Strict"));
    exchange.setStatusCode(StatusCodes.NO_CONTENT).endExchange();
  }

  private static void unauthorized(HttpServerExchange exchange, Json.Failure why) {
    AUDIT.info("refused an unauthorized request from {}", source(exchange));
    exchange.getResponseHeaders().put(new HttpString("WWW-Authenticate"), "Bearer");
    Json.send(exchange, StatusCodes.UNAUTHORIZED, why);
  }

  private static String source(HttpServerExchange exchange) {
    return exchange.getSourceAddress().getAddress().getHostAddress();
  }

  /** Cookies know no ports, and two consoles may run on one host. */
  private static String cookieName(HttpServerExchange exchange) {
    return "weir-view-" + exchange.getHostPort();
  }
}
