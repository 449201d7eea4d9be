package io.weir.jobs.common.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.Read;
import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Holdout;
import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignUpdateSchemaTest {
  private static final RecordCodec<Campaign> CODEC = new RecordCodec<>(Campaign.class);

  @Test
  void readsAValidCampaign() {
    Either<CampaignUpdate, DeadLetter> read = read("c", CODEC.encode(campaign(c -> {})));
    assertThat(read.left().campaignId).isEqualTo("c");
    assertThat(read.left().campaign).isEqualTo(campaign(c -> {}));
  }

  @Test
  void takesATombstoneForADeletion() {
    Either<CampaignUpdate, DeadLetter> read = read("c", null);
    assertThat(read.left().campaignId).isEqualTo("c");
    assertThat(read.left().campaign).isNull();
  }

  @Test
  void refusesAKeyThatIsNotTheCampaignId() {
    assertThat(read("d", CODEC.encode(campaign(c -> {}))).right().getReason())
        .isEqualTo("INVALID_CAMPAIGN");
  }

  @Test
  void keepsThePositionOfUnreadableBytes() {
    DeadLetter letter = read("c", new byte[] {1, 2, 3}).right();
    assertThat(letter.getReason()).isEqualTo("WRONG_MARKER");
    assertThat(letter.getSourceOffset()).isEqualTo(42);
    assertThat(letter.getPayload().remaining()).isEqualTo(3);
    assertThat(DeadLetters.key(letter)).isEqualTo("campaigns/7/42");
  }

  @ParameterizedTest
  @CsvSource({
    "WINDOW, attributionWindowMs",
    "PROBABILITIES, sum to 1",
    "UNKNOWN_ARM, is no arm",
    "ONE_ARM, 2 to 256 arms",
    "SAME_ARM, occurs twice",
    "RATE, holdout.rate",
    "PERIOD, periodEnd",
    "BUDGET, amountMicros"
  })
  void refusesContradictions(Fault fault, String detail) {
    DeadLetter letter = read("c", CODEC.encode(campaign(fault.change))).right();
    assertThat(letter.getReason()).isEqualTo("INVALID_CAMPAIGN");
    assertThat(letter.getDetail()).contains(detail);
  }

  enum Fault {
    WINDOW(c -> c.setAttributionWindowMs(0)),
    PROBABILITIES(c -> c.getHoldout().setArmProbabilities(Map.of("none", 0.5, "ten", 0.4))),
    UNKNOWN_ARM(c -> c.getHoldout().setArmProbabilities(Map.of("none", 0.5, "six", 0.5))),
    ONE_ARM(c -> c.setArms(List.of(new Arm("none", "none")))),
    SAME_ARM(c -> c.setArms(List.of(new Arm("none", "none"), new Arm("none", "none")))),
    RATE(c -> c.getHoldout().setRate(Double.NaN)),
    PERIOD(c -> c.getBudget().setPeriodEnd(c.getBudget().getPeriodStart())),
    BUDGET(c -> c.getBudget().setAmountMicros(-1));

    private final Consumer<Campaign> change;

    Fault(Consumer<Campaign> change) {
      this.change = change;
    }
  }

  private static Campaign campaign(Consumer<Campaign> change) {
    Campaign campaign =
        Campaign.newBuilder()
            .setCampaignId("c")
            .setVersion(1)
            .setStatus(CampaignStatus.ACTIVE)
            .setArms(List.of(new Arm("none", "none"), new Arm("ten", "ten percent off")))
            .setFeatureSet("f")
            .setNumericFeatures(List.of("age"))
            .setCategoricalFeatures(List.of())
            .setHoldout(new Holdout(0.1, Map.of("none", 0.5, "ten", 0.5), "salt", false))
            .setBudget(
                new Budget(1L, "EUR", Instant.ofEpochMilli(0), Instant.ofEpochMilli(86_400_000)))
            .setAttributionWindowMs(1000)
            .build();
    change.accept(campaign);
    return campaign;
  }

  private static Either<CampaignUpdate, DeadLetter> read(String key, byte @Nullable [] value) {
    List<Either<CampaignUpdate, DeadLetter>> out =
        Read.with(
            new CampaignUpdateSchema("test"),
            new ConsumerRecord<>("campaigns", 7, 42, key.getBytes(StandardCharsets.UTF_8), value));
    assertThat(out).hasSize(1);
    return out.get(0);
  }
}
