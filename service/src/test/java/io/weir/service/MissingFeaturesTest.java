package io.weir.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Impression;
import io.weir.service.api.ApiException;
import io.weir.service.api.DecisionRequest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request may leave out what its campaign says may be missing, and nothing else. */
class MissingFeaturesTest {
  private static Impression read(String features, List<String> nullable)
      throws ApiException, JsonProcessingException {
    Campaign campaign = TestTopics.campaign(1, CampaignStatus.ACTIVE, 0);
    campaign.setNullableFeatures(nullable);
    String body =
        "{\"requestId\": \"r\", \"campaignId\": \"%s\", \"unitId\": \"u\", \"features\": %s}"
            .formatted(campaign.getCampaignId(), features);
    return DecisionRequest.read(
            Caller.JSON.readTree(body), "", id -> campaign, false, Instant.EPOCH)
        .impression();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"age\": 31}", "{\"age\": 31, \"spend\": null, \"city\": null}"})
  void nullableOnes(String features) throws Exception {
    Impression impression = read(features, List.of("spend", "city"));
    assertThat(impression.getNumericFeatures()).containsExactly(31f, Float.NaN);
    assertThat(impression.getCategoricalFeatures()).containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"spend\": 1, \"city\": \"Rome\"}",
        "{\"age\": null, \"spend\": 1, \"city\": \"Rome\"}"
      })
  void noOthers(String features) {
    assertThatThrownBy(() -> read(features, List.of("spend")))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("is missing");
  }

  @Test
  void aMisspeltNameIsNoneThatIsMissing() {
    assertThatThrownBy(() -> read("{\"age\": 1, \"spent\": 2}", List.of("spend", "city")))
        .hasMessageContaining("did you mean");
  }
}
