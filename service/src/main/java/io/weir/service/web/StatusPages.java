package io.weir.service.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import io.weir.client.WeirClient;
import io.weir.client.health.CampaignView;
import io.weir.client.health.ClientHealth;
import io.weir.schemas.Campaign;
import io.weir.service.api.CampaignAnswer;
import io.weir.service.events.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the service says of itself. */
final class StatusPages {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final WeirClient client;
  private final EventLog log;
  private final Metrics metrics;

  StatusPages(WeirClient client, EventLog log, Metrics metrics) {
    this.client = client;
    this.log = log;
    this.metrics = metrics;
  }

  /**
   * State of the service.
   *
   * @param ready whether decisions are answered now
   * @param brokerSeen whether a broker ever answered
   * @param caughtUp whether the topics were read to their ends
   * @param following whether they are being read
   * @param topicsFound whether the event topics were found
   * @param stalled whether events wait that the broker does not take
   * @param queuedEvents events that wait for the broker
   * @param campaigns campaigns known
   * @param restoredStateAgeMillis age of the state file it started with
   * @param lastError last error of the client or the producer
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Health(
      boolean ready,
      boolean brokerSeen,
      boolean caughtUp,
      boolean following,
      boolean topicsFound,
      boolean stalled,
      int queuedEvents,
      int campaigns,
      @Nullable Long restoredStateAgeMillis,
      @Nullable String lastError) {}

  void health(HttpServerExchange exchange) {
    ClientHealth state = client.health();
    boolean stalled = log.isStalled(PATIENCE);
    boolean ready = state.isFollowing() && log.isReady() && !stalled;
    String error = log.lastError() != null ? log.lastError() : state.lastError();
    Answers.send(
        exchange,
        ready ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE,
        new Health(
            ready,
            state.brokerSeen(),
            state.caughtUp(),
            state.isFollowing(),
            log.isReady(),
            stalled,
            log.queued(),
            state.campaigns().size(),
            state.restoredStateAgeMillis(),
            error));
  }

  void campaigns(HttpServerExchange exchange) {
    List<CampaignAnswer> answers = new ArrayList<>();
    for (CampaignView view : client.health().campaigns().values()) {
      Campaign campaign = client.campaign(view.campaignId());
      if (campaign != null) {
        answers.add(CampaignAnswer.of(campaign, view));
      }
    }
    Answers.send(exchange, StatusCodes.OK, answers);
  }

  void metrics(HttpServerExchange exchange) {
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    exchange.getResponseSender().send(metrics.text(client.health(), log));
  }
}
