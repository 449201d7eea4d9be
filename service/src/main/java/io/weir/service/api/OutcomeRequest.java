package io.weir.service.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.contract.EventProblem;
import io.weir.contract.EventValidator;
import io.weir.core.hash.Murmur3;
import io.weir.schemas.Campaign;
import io.weir.schemas.Outcome;
import io.weir.service.api.ApiException.Code;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A reported outcome, checked.
 *
 * @param fingerprint of all that the caller said; a repetition has the same
 */
public record OutcomeRequest(Outcome outcome, long fingerprint) {
  private static final Set<String> FIELDS =
      Set.of(
          "outcomeId",
          "requestId",
          "campaignId",
          "occurredAt",
          "revenue",
          "costMicros",
          "correctsOutcomeId",
          "currency");

  /**
   * Reads one.
   *
   * @param path where it stands in the body
   * @param campaigns finds campaigns
   * @param now when it happened unless the request says so
   */
  public static OutcomeRequest read(
      JsonNode node, String path, Function<String, @Nullable Campaign> campaigns, Instant now)
      throws ApiException {
    Fields fields = Fields.of(node, path, FIELDS);
    String campaignId = fields.text("campaignId");
    if (campaigns.apply(campaignId) == null) {
      throw new ApiException(
          Code.UNKNOWN_CAMPAIGN,
          fields.path("campaignId"),
          "there is no campaign \"" + campaignId + "\"");
    }
    if (fields.get("revenue") == null && fields.get("costMicros") == null) {
      throw fields.invalid("revenue", "is missing, and so is costMicros: one must be there");
    }
    Instant occurredAt = fields.time("occurredAt");
    Outcome outcome =
        Outcome.newBuilder()
            .setOutcomeId(fields.text("outcomeId"))
            .setImpressionId(fields.text("requestId"))
            .setCampaignId(campaignId)
            .setOccurredAt(occurredAt == null ? now : occurredAt)
            .setRevenue(fields.number("revenue", 0))
            .setCostMicros(fields.wholeNumber("costMicros", 0))
            .setCorrectsOutcomeId(fields.optionalText("correctsOutcomeId"))
            .setCurrency(fields.optionalText("currency"))
            .build();
    EventProblem problem = EventValidator.problem(outcome);
    if (problem != null) {
      String field = problem.path().equals("impressionId") ? "requestId" : problem.path();
      throw fields.invalid(field, problem.message());
    }
    return new OutcomeRequest(outcome, fingerprint(outcome, occurredAt));
  }

  private static long fingerprint(Outcome outcome, @Nullable Instant said) {
    Outcome asSaid =
        Outcome.newBuilder(outcome).setOccurredAt(said == null ? Instant.EPOCH : said).build();
    return Murmur3.hash128First64(asSaid.toString());
  }
}
