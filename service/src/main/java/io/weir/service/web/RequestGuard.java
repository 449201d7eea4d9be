package io.weir.service.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.PathTemplateMatch;
import io.weir.service.api.ApiException;
import io.weir.service.api.ApiException.Code;
import java.util.Set;

/** What every request passes: the token, save for a few open paths, and the count of answers. */
final class RequestGuard implements HttpHandler {
  private static final String OTHER_PATH = "other";

  private final HttpHandler next;
  private final BearerToken token;
  private final Set<String> open;
  private final Metrics metrics;

  RequestGuard(HttpHandler next, BearerToken token, Set<String> open, Metrics metrics) {
    this.next = next;
    this.token = token;
    this.open = open;
    this.metrics = metrics;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    long start = System.nanoTime();
    exchange.addExchangeCompleteListener(
        (done, more) -> {
          metrics.answered(path(done), done.getStatusCode(), System.nanoTime() - start);
          more.proceed();
        });
    boolean isOpen = open.contains(exchange.getRequestPath());
    if (!isOpen && !token.accepts(exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION))) {
      Answers.send(
          exchange, new ApiException(Code.UNAUTHORIZED, null, "a bearer token is required"));
      return;
    }
    next.handleRequest(exchange);
  }

  /** The route, never the path as the caller wrote it: a label must have few values. */
  private static String path(HttpServerExchange exchange) {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    return match == null ? OTHER_PATH : match.getMatchedTemplate();
  }
}
