package io.weir.service.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.client.WeirClient;
import io.weir.client.decision.Decision;
import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.service.api.ApiException;
import io.weir.service.api.ApiException.Code;
import io.weir.service.api.DecisionAnswer;
import io.weir.service.api.DecisionRequest;
import io.weir.service.api.OutcomeAnswer;
import io.weir.service.api.OutcomeRequest;
import io.weir.service.api.RequestReader.Body;
import io.weir.service.config.ServiceOptions.Events;
import io.weir.service.events.Event;
import io.weir.service.events.RecentRequests;
import io.weir.service.events.TakenRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides requests and takes outcomes, each identifier once. Safe for use by several threads. */
final class RequestTaker {
  private final WeirClient client;
  private final boolean observes;
  private final Events kind;
  private final RecentRequests decisions;
  private final RecentRequests outcomes;
  private final String impressionTopic;
  private final String treatmentTopic;
  private final String outcomeTopic;
  private final ThreadLocal<Codecs> codecs = ThreadLocal.withInitial(Codecs::new);

  private static final class Codecs {
    private final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
    private final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
    private final RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
  }

  /**
   * Makes one.
   *
   * @param observes whether callers must name their own arm
   * @param kind what is written of decisions
   * @param remembered how many requests are remembered
   */
  RequestTaker(
      WeirClient client, String topicPrefix, boolean observes, Events kind, int remembered) {
    this.kind = kind;
    this.client = client;
    this.observes = observes;
    this.decisions = new RecentRequests(remembered);
    this.outcomes = new RecentRequests(remembered);
    this.impressionTopic = topicPrefix + "impressions";
    this.treatmentTopic = topicPrefix + "treatments";
    this.outcomeTopic = topicPrefix + "outcomes";
  }

  List<TakenRequest> decisions(Body body, Instant now) throws ApiException {
    requireCampaigns();
    List<DecisionRequest> requests = new ArrayList<>(body.items().size());
    for (int i = 0; i < body.items().size(); i++) {
      JsonNode item = body.items().get(i);
      requests.add(DecisionRequest.read(item, body.path(i), this::campaign, observes, now));
    }
    List<TakenRequest> taken = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      DecisionRequest request = requests.get(i);
      String id = request.impression().getImpressionId();
      taken.add(
          take(decisions, id, request.fingerprint(), () -> decide(request, now), body.path(i)));
    }
    return taken;
  }

  List<TakenRequest> outcomes(Body body, Instant now) throws ApiException {
    requireCampaigns();
    List<OutcomeRequest> requests = new ArrayList<>(body.items().size());
    for (int i = 0; i < body.items().size(); i++) {
      requests.add(OutcomeRequest.read(body.items().get(i), body.path(i), this::campaign, now));
    }
    List<TakenRequest> taken = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      OutcomeRequest request = requests.get(i);
      String id = request.outcome().getOutcomeId();
      taken.add(take(outcomes, id, request.fingerprint(), () -> report(request), body.path(i)));
    }
    return taken;
  }

  private @Nullable Campaign campaign(String campaignId) {
    return client.campaign(campaignId);
  }

  /** Before the topics were read a campaign that is not known may well exist. */
  private void requireCampaigns() throws ApiException {
    try {
      if (!client.awaitCaughtUp(Duration.ZERO) && client.health().campaigns().isEmpty()) {
        throw new ApiException(Code.STARTING, null, "the campaigns have not been read yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(Code.STARTING, null, "interrupted");
    }
  }

  private static TakenRequest take(
      RecentRequests recent, String id, long fingerprint, Supplier<TakenRequest> fresh, String path)
      throws ApiException {
    TakenRequest taken = recent.take(id, fresh);
    if (taken.fingerprint() != fingerprint) {
      throw new ApiException(
          Code.ID_REUSED,
          path.isEmpty() ? null : path,
          "\"" + id + "\" was used before, with other content");
    }
    return taken;
  }

  private TakenRequest decide(DecisionRequest request, Instant now) {
    Impression impression = request.impression();
    Decision decision = client.decide(impression, request.serviceArmId());
    byte[] key = impression.getImpressionId().getBytes(StandardCharsets.UTF_8);
    List<Event> events = new ArrayList<>(2);
    if (decision.isRecordable() && kind == Events.WHOLE) {
      Impression whole = decision.toImpression(impression, now);
      events.add(new Event(impressionTopic, key, codecs.get().impressions.encode(whole)));
    } else if (decision.isRecordable() && kind == Events.APART) {
      Treatment treatment = decision.toTreatment(impression, now);
      events.add(new Event(impressionTopic, key, codecs.get().impressions.encode(impression)));
      events.add(new Event(treatmentTopic, key, codecs.get().treatments.encode(treatment)));
    }
    return new TakenRequest(
        request.fingerprint(), DecisionAnswer.of(impression, decision, now), events);
  }

  private TakenRequest report(OutcomeRequest request) {
    Outcome outcome = request.outcome();
    byte[] key = outcome.getImpressionId().getBytes(StandardCharsets.UTF_8);
    return new TakenRequest(
        request.fingerprint(),
        new OutcomeAnswer(
            outcome.getOutcomeId(), outcome.getImpressionId(), outcome.getOccurredAt().toString()),
        List.of(new Event(outcomeTopic, key, codecs.get().outcomes.encode(outcome))));
  }
}
