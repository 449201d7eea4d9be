package io.weir.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.ArmSpend;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.schemas.PacingState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant TIME = Instant.parse("2026-05-01T10:00:00.250Z");

  @Test
  void statusesAreReadableWithoutASchema() throws Exception {
    BudgetStatus status =
        BudgetStatus.newBuilder()
            .setCampaignId("mañana \"1\"")
            .setModelVersion(3)
            .setPeriodStart(TIME)
            .setPeriodEnd(TIME.plusSeconds(60))
            .setBudgetMicros(Long.MAX_VALUE)
            .setSpentMicros(-1)
            .setCommittedMicros(0)
            .setProjectedMicros(5)
            .setPacedDualPrice(Double.POSITIVE_INFINITY)
            .setState(PacingState.EXHAUSTED)
            .setAsOf(TIME)
            .setArms(List.of(new ArmSpend("none", 7L, 0L, 0L)))
            .build();
    JsonNode json = MAPPER.readTree(RecordJson.encode(status, Set.of()));
    assertThat(json.path("campaignId").asText()).isEqualTo("mañana \"1\"");
    assertThat(json.path("periodStart").asText()).isEqualTo("2026-05-01T10:00:00.250Z");
    assertThat(json.path("budgetMicros").longValue()).isEqualTo(Long.MAX_VALUE);
    assertThat(json.path("pacedDualPrice").asText()).isEqualTo("Infinity");
    assertThat(json.path("state").asText()).isEqualTo("EXHAUSTED");
    assertThat(json.path("currency").isNull()).isTrue();
    assertThat(json.at("/arms/0/treated").asLong()).isEqualTo(7);
    assertThat(json).hasSize(BudgetStatus.getClassSchema().getFields().size());
  }

  @Test
  void weightsCanBeLeftOut() throws Exception {
    Model model =
        Model.newBuilder()
            .setCampaignId("c")
            .setModelVersion(1)
            .setTrainedThrough(TIME)
            .setCreatedAt(TIME)
            .setFeatureSet("v1")
            .setArms(List.of("none", "some"))
            .setMembers(
                List.of(
                    ModelMember.newBuilder()
                        .setLayerSizes(List.of(1, 4))
                        .setActivation(ActivationFunction.RELU)
                        .setWeights(ByteBuffer.allocate(32))
                        .build()))
            .setNumericMean(List.of(0.1f))
            .setNumericScale(List.of(2f))
            .setRevenueScale(1)
            .setCostScale(1)
            .setChecksum(9)
            .setProvenance(Map.of("samples", "4000"))
            .build();
    JsonNode json = MAPPER.readTree(RecordJson.encode(model, Set.of("weights")));
    assertThat(json.at("/members/0/layerSizes/1").asInt()).isEqualTo(4);
    assertThat(json.at("/members/0").has("weights")).isFalse();
    assertThat(json.at("/numericMean/0").decimalValue()).isEqualByComparingTo("0.1");
    assertThat(json.at("/provenance/samples").asText()).isEqualTo("4000");
    JsonNode whole = MAPPER.readTree(RecordJson.encode(model, Set.of()));
    assertThat(whole.at("/members/0/weights").binaryValue()).hasSize(32);
  }
}
