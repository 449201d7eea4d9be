package io.weir.service.web;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Headers;
import io.weir.client.WeirClient;
import io.weir.client.decision.DecisionMode;
import io.weir.service.api.ApiException;
import io.weir.service.api.ApiException.Code;
import io.weir.service.config.ServiceOptions;
import io.weir.service.config.ServiceOptions.Events;
import io.weir.service.events.EventLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** The web server: routes, and what every request passes on its way. */
public final class WebServer implements AutoCloseable {
  private static final String OPENAPI = "/io/weir/service/openapi.json";
  private static final String NO_EVENTS =
      "this service writes no events: report outcomes on your own topic";
  private static final Duration DRAIN = Duration.ofSeconds(15);
  private static final int IDLE_MILLIS = 60_000;
  private static final int PARSE_MILLIS = 10_000;

  private final Undertow undertow;
  private final GracefulShutdownHandler graceful;
  private final URI address;

  private WebServer(Undertow undertow, GracefulShutdownHandler graceful, URI address) {
    this.undertow = undertow;
    this.graceful = graceful;
    this.address = address;
  }

  /**
   * Starts to serve.
   *
   * @throws IllegalStateException if the address cannot be listened on or a certificate cannot be
   *     read
   */
  public static WebServer start(ServiceOptions options, WeirClient client, EventLog log) {
    Metrics metrics = new Metrics();
    GracefulShutdownHandler graceful =
        Handlers.gracefulShutdown(
            new RequestGuard(
                routes(options, client, log, metrics),
                new BearerToken(options.token()),
                Set.of("/health", "/openapi.json"),
                metrics));
    Undertow.Builder builder =
        Undertow.builder()
            .setHandler(graceful)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) options.mostRequestBytes())
            .setServerOption(UndertowOptions.IDLE_TIMEOUT, IDLE_MILLIS)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, PARSE_MILLIS)
            .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .setIoThreads(Runtime.getRuntime().availableProcessors())
            .setWorkerThreads(1);
    ServiceOptions.Tls tls = options.tls();
    if (tls == null) {
      builder.addHttpListener(options.port(), options.host());
    } else {
      builder.addHttpsListener(options.port(), options.host(), Certificates.context(tls));
      if (tls.trustStore() != null) {
        builder.setSocketOption(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUIRED);
      }
    }
    Undertow undertow = builder.build();
    try {
      undertow.start();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the service cannot listen on " + options.host() + ":" + options.port(), e);
    }
    InetSocketAddress bound = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    String scheme = tls == null ? "http" : "https";
    return new WebServer(
        undertow, graceful, URI.create(scheme + "://" + host + ":" + bound.getPort()));
  }

  private static HttpHandler routes(
      ServiceOptions options, WeirClient client, EventLog log, Metrics metrics) {
    EventWriter writer = new EventWriter(log, options.acknowledge());
    RequestTaker taker =
        new RequestTaker(
            client,
            options.topicPrefix(),
            options.mode() == DecisionMode.OBSERVE,
            options.events(),
            options.rememberedRequests());
    boolean writes = options.events() != Events.NONE;
    StatusPages pages = new StatusPages(client, log, metrics);
    byte[] openApi = openApi();
    RoutingHandler routes =
        Handlers.routing()
            .post("/v1/decisions", new PostHandler(writer, taker::decisions, writes ? 2 : 0))
            .post(
                "/v1/outcomes",
                writes
                    ? new PostHandler(writer, taker::outcomes, 1)
                    : exchange -> refuse(exchange, Code.NOT_FOUND, NO_EVENTS))
            .get("/v1/campaigns", pages::campaigns)
            .get("/health", pages::health)
            .get("/metrics", pages::metrics)
            .get(
                "/openapi.json",
                exchange -> {
                  exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
                  exchange.getResponseSender().send(ByteBuffer.wrap(openApi));
                });
    routes.setFallbackHandler(
        exchange -> refuse(exchange, Code.NOT_FOUND, "there is no such path"));
    routes.setInvalidMethodHandler(
        exchange -> refuse(exchange, Code.METHOD_NOT_ALLOWED, "the path knows another method"));
    return routes;
  }

  private static void refuse(HttpServerExchange exchange, Code code, String message) {
    Answers.send(exchange, new ApiException(code, null, message));
  }

  private static byte[] openApi() {
    try (InputStream in = WebServer.class.getResourceAsStream(OPENAPI)) {
      if (in == null) {
        throw new IllegalStateException("the OpenAPI document is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where it listens. */
  public URI address() {
    return address;
  }

  /** Takes no new requests, and waits for those that are being answered. */
  @Override
  public void close() {
    graceful.shutdown();
    try {
      graceful.awaitShutdown(DRAIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    undertow.stop();
  }
}
