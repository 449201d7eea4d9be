package io.weir.console.web;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.encoding.ContentEncodingRepository;
import io.undertow.server.handlers.encoding.EncodingHandler;
import io.undertow.server.handlers.encoding.GzipEncodingProvider;
import io.undertow.server.handlers.resource.ClassPathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.StatusCodes;
import io.weir.console.config.ConsoleOptions;
import io.weir.console.operator.CampaignEditor;
import io.weir.console.state.ConsoleState;
import io.weir.console.view.CampaignHistory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The web server: the page and its files, its data, its events, and the operator's commands. */
public final class WebServer implements AutoCloseable {
  private static final String ASSETS = "io/weir/console/assets";
  private static final String CHARTS = "META-INF/maven/org.webjars.npm/uplot/pom.properties";
  private static final long LARGEST_REQUEST_BYTES = 16 << 10;

  private final Undertow undertow;
  private final LiveStream live;
  private final URI address;

  private WebServer(Undertow undertow, LiveStream live, URI address) {
    this.undertow = undertow;
    this.live = live;
    this.address = address;
  }

  /**
   * Starts to serve.
   *
   * @throws IllegalStateException if the address cannot be listened on
   */
  public static WebServer start(ConsoleOptions options, ConsoleState state, CampaignEditor editor) {
    Access access = new Access(options.viewerToken(), options.operatorToken());
    OperatorHandler operator = new OperatorHandler(access, editor);
    LiveStream live = new LiveStream(state, access.operable());
    ClassLoader loader = WebServer.class.getClassLoader();
    RoutingHandler api =
        Handlers.routing()
            .get("/events", access.forViewers(Handlers.serverSentEvents(live)))
            .get(
                "/api/snapshot",
                access.forViewers(zipped(exchange -> Json.send(exchange, 200, live.hello()))))
            .get(
                "/api/campaigns/{id}/history",
                access.forViewers(zipped(exchange -> history(exchange, state))))
            .get(
                "/api/campaigns/{id}/budget.csv",
                access.forViewers(zipped(new CsvExport(state, CsvExport.Table.BUDGET))))
            .get(
                "/api/campaigns/{id}/prices.csv",
                access.forViewers(zipped(new CsvExport(state, CsvExport.Table.PRICES))))
            .get("/healthz", exchange -> exchange.getResponseSender().send("ok\n"))
            .get("/api/session", access::whoAmI)
            .post("/api/session", access::open)
            .post("/api/operator/check", operator::check)
            .post("/api/campaigns/{id}/commands", new BlockingHandler(operator));
    api.setFallbackHandler(
        Handlers.path(zipped(files(loader, ASSETS)))
            .addPrefixPath("/uplot", zipped(files(loader, chartsPath(loader)))));
    Undertow undertow =
        Undertow.builder()
            .addHttpListener(options.port(), options.host())
            .setHandler(new RequestGuard(api, options.host(), options.allowedHosts()))
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, LARGEST_REQUEST_BYTES)
            .setIoThreads(2)
            .setWorkerThreads(4)
            .build();
    try {
      undertow.start();
    } catch (RuntimeException e) {
      live.close();
      throw new IllegalStateException(
          "the console cannot listen on " + options.host() + ":" + options.port(), e);
    }
    InetSocketAddress bound = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return new WebServer(
        undertow, live, URI.create("http://" + host + ":" + bound.getPort() + "/"));
  }

  private static HttpHandler zipped(HttpHandler next) {
    return new EncodingHandler(
        next,
        new ContentEncodingRepository().addEncodingHandler("gzip", new GzipEncodingProvider(), 50));
  }

  private static ResourceHandler files(ClassLoader loader, String path) {
    return new ResourceHandler(new ClassPathResourceManager(loader, path))
        .setWelcomeFiles("index.html")
        .setDirectoryListingEnabled(false);
  }

  /**
   * A WebJar's path bears its version; the parent pom alone says which one is on the class path.
   */
  private static String chartsPath(ClassLoader loader) {
    Properties properties = new Properties();
    try (InputStream in = loader.getResourceAsStream(CHARTS)) {
      if (in == null) {
        throw new IllegalStateException("the charting library is not on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/dist";
  }

  private static void history(HttpServerExchange exchange, ConsoleState state) {
    CampaignHistory history = requested(exchange, state);
    if (history != null) {
      Json.send(exchange, StatusCodes.OK, history);
    }
  }

  /** Returns the history of the campaign in the path; null if that is unknown, which is said. */
  static @Nullable CampaignHistory requested(HttpServerExchange exchange, ConsoleState state) {
    String id =
        exchange
            .getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
            .getParameters()
            .getOrDefault("id", "");
    CampaignHistory history = state.history(id);
    if (history == null) {
      Json.send(
          exchange,
          StatusCodes.NOT_FOUND,
          new Json.Failure("UNKNOWN_CAMPAIGN", "no such campaign"));
    }
    return history;
  }

  /** Returns where the page is. */
  public URI address() {
    return address;
  }

  @Override
  public void close() {
    live.close();
    undertow.stop();
  }
}
