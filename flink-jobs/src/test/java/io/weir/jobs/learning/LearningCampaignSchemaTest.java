package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.Read;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.learner.Fixtures;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LearningCampaignSchemaTest {
  private static List<Either<CampaignUpdate, DeadLetter>> read(byte[] value) {
    LearningCampaignSchema schema = new LearningCampaignSchema(Map.of("slide-ms", "5000"));
    return Read.with(
        schema,
        new ConsumerRecord<>("campaigns", 1, 42, "c".getBytes(StandardCharsets.UTF_8), value));
  }

  private static byte[] bytes(Map<String, String> learning) {
    return new RecordCodec<>(Campaign.class).encode(Fixtures.campaign("c", 1, learning));
  }

  @Test
  void validOptionsPass() {
    var out = read(bytes(Map.of("learner.members", "2")));
    assertThat(out).hasSize(1);
    assertThat(out.get(0).left().campaign.getLearning()).containsEntry("learner.members", "2");
  }

  @Test
  void badOptionsAreADeadLetterThatNamesThem() {
    byte[] value = bytes(Map.of("slide-ms", "many", "no-such", "1"));
    var out = read(value);
    assertThat(out).hasSize(1);
    DeadLetter letter = out.get(0).right();
    assertThat(letter.getReason()).isEqualTo("INVALID_LEARNING_OPTION");
    assertThat(letter.getDetail()).contains("slide-ms", "many", "no-such");
    assertThat(letter.getSourceOffset()).isEqualTo(42);
    assertThat(letter.getPayload().array()).isEqualTo(value);
  }

  @Test
  void tombstonesPassAndWhatNobodyCanReadIsLeftToTheTopicsOwner() {
    assertThat(read(null).get(0).left().campaign).isNull();
    assertThat(read(new byte[] {1, 2, 3})).isEmpty();
  }
}
