package io.weir.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.schemas.Assignment;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.WireFormatException.Reason;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  private final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
  private final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);

  private static Impression impression() {
    return Impression.newBuilder()
        .setImpressionId("i-1")
        .setCampaignId("c-1")
        .setUnitId("u-1")
        .setOccurredAt(Instant.ofEpochMilli(1_700_000_000_123L))
        .setFeatureSet("v1")
        .setNumericFeatures(List.of(1.5f, -2f))
        .setCategoricalFeatures(List.of("grün", ""))
        .build();
  }

  @Test
  void roundTripKeepsEveryField() throws Exception {
    assertThat(impressions.decode(impressions.encode(impression()))).isEqualTo(impression());
    Treatment treatment =
        Treatment.newBuilder()
            .setImpressionId("i-1")
            .setCampaignId("c-1")
            .setUnitId("u-1")
            .setAssignedAt(Instant.ofEpochMilli(5))
            .setArmId("a")
            .setAssignment(Assignment.RANDOMIZED)
            .setPropensity(.25)
            .build();
    assertThat(treatments.decode(treatments.encode(treatment))).isEqualTo(treatment);
  }

  @Test
  void bytesAreThoseOfAvrosOwnSingleObjectEncoder() throws Exception {
    BinaryMessageEncoder<Impression> reference =
        new BinaryMessageEncoder<>(
            SpecificData.getForClass(Impression.class), Impression.getClassSchema());
    byte[] expected = new byte[reference.encode(impression()).remaining()];
    reference.encode(impression()).get(expected);
    assertThat(impressions.encode(impression())).isEqualTo(expected);
  }

  @Test
  void everyTruncationIsNamed() {
    byte[] whole = impressions.encode(impression());
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      Reason reason = reasonFor(impressions, part);
      assertThat(reason)
          .as("%d of %d bytes", length, whole.length)
          .isIn(
              length < RecordCodec.HEADER_BYTES
                  ? List.of(Reason.TRUNCATED_HEADER)
                  : List.of(Reason.TRUNCATED_RECORD, Reason.MALFORMED_RECORD));
    }
  }

  @Test
  void wrongMarkerUnknownFingerprintTombstoneAndTrailingBytesAreNamed() {
    byte[] message = impressions.encode(impression());
    byte[] wrongMarker = message.clone();
    wrongMarker[0] = 0x00;
    byte[] unknown = message.clone();
    unknown[5] ^= 0x55;
    assertThat(reasonFor(impressions, wrongMarker)).isEqualTo(Reason.WRONG_MARKER);
    assertThat(reasonFor(impressions, unknown)).isEqualTo(Reason.UNKNOWN_FINGERPRINT);
    assertThat(reasonFor(impressions, null)).isEqualTo(Reason.TOMBSTONE);
    assertThat(reasonFor(impressions, Arrays.copyOf(message, message.length + 1)))
        .isEqualTo(Reason.TRAILING_BYTES);
  }

  @Test
  void anotherRecordsMessageIsAnUnknownFingerprint() {
    Outcome outcome =
        Outcome.newBuilder()
            .setOutcomeId("o")
            .setImpressionId("i")
            .setCampaignId("c")
            .setOccurredAt(Instant.EPOCH)
            .setRevenue(1)
            .setCostMicros(1)
            .build();
    byte[] message = new RecordCodec<>(Outcome.class).encode(outcome);
    assertThat(reasonFor(impressions, message)).isEqualTo(Reason.UNKNOWN_FINGERPRINT);
  }

  @Test
  void corruptBodiesNeverEscapeAsAnythingElse() {
    byte[] whole = impressions.encode(impression());
    Random random = new Random(7);
    for (int trial = 0; trial < 20_000; trial++) {
      byte[] corrupt = whole.clone();
      for (int k = 0; k < 3; k++) {
        corrupt[10 + random.nextInt(corrupt.length - 10)] = (byte) random.nextInt();
      }
      try {
        impressions.decode(corrupt);
      } catch (WireFormatException e) {
        assertThat(e.reason()).isNotNull();
      }
    }
  }

  @Test
  void missingRequiredFieldIsRefusedWhenWriting() {
    assertThatThrownBy(() -> impressions.encode(new Impression()))
        .isInstanceOf(RuntimeException.class);
  }

  private static Reason reasonFor(RecordCodec<?> codec, byte[] message) {
    return catchThrowableOfType(WireFormatException.class, () -> codec.decode(message)).reason();
  }
}
