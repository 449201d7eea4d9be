package io.weir.jobs.attribution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.jobs.attribution.state.AcceptedOutcome;
import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.attribution.state.PendingMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.junit.jupiter.api.Test;

class AttributionStateSerializerTest {
  private final AttributionStateSerializer serializer = new AttributionStateSerializer();

  private static AttributionState full() {
    AttributionState state = AttributionStateSerializer.empty();
    state.setImpression(ByteBuffer.wrap(new byte[200]));
    state.setCampaignId("spring");
    state.setUnitId("u-\u00e9\u4e2d");
    state.setOccurredAtMillis(5);
    state.setClosesAtMillis(Long.MAX_VALUE - 1);
    state.setPartition(3);
    state.setOffset(1L << 40);
    state.setClosed(true);
    state.setCarriesTreatment(true);
    state.setTreatment(ByteBuffer.wrap(new byte[] {1, 2}));
    state.setOutcomes(
        List.of(
            new AcceptedOutcome("o", 7L, 0.1, -5L, true, null),
            new AcceptedOutcome("p", 8L, Double.MIN_VALUE, 5L, false, "o")));
    state.setPending(
        List.of(new PendingMessage(2, 9L, 1, 4L, ByteBuffer.wrap(new byte[130]), 6L, 11L)));
    return state;
  }

  private byte[] bytes(AttributionState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(state, out);
    return out.getCopyOfBuffer();
  }

  @Test
  void keepsEveryField() throws Exception {
    for (AttributionState state : List.of(full(), AttributionStateSerializer.empty())) {
      assertThat(serializer.deserialize(new DataInputDeserializer(bytes(state)))).isEqualTo(state);
      assertThat(serializer.copy(state)).isEqualTo(state);
    }
  }

  /** Savepoints have these bytes: a change needs another version. */
  @Test
  void theFormatIsFixed() throws Exception {
    AttributionState state = AttributionStateSerializer.empty();
    state.setImpression(ByteBuffer.wrap(new byte[] {(byte) 0xc3, 1}));
    state.setCampaignId("c");
    state.setUnitId("u");
    state.setOccurredAtMillis(1);
    state.setClosesAtMillis(2);
    state.setPartition(3);
    state.setOffset(4L);
    state.setOutcomes(List.of(new AcceptedOutcome("o", 5L, 1.0, 6L, false, null)));
    assertThat(HexFormat.of().formatHex(bytes(state)))
        .isEqualTo(
            "0105"
                + "02c301"
                + "0163"
                + "0175"
                + "0000000000000001"
                + "0000000000000002"
                + "00000003"
                + "0000000000000004"
                + "01"
                + "016f"
                + "0000000000000005"
                + "3ff0000000000000"
                + "0000000000000006"
                + "0000");
  }

  @Test
  void aFormatOfALaterReleaseIsNotMisread() {
    assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(new byte[] {9, 0})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format 9");
  }

  @Test
  void stateOfEarlierReleasesIsWrittenAnew() {
    TypeSerializerSchemaCompatibility<AttributionState> compatibility =
        serializer
            .snapshotConfiguration()
            .resolveSchemaCompatibility(
                new AvroSerializer<>(AttributionState.class).snapshotConfiguration());
    assertThat(compatibility.isCompatibleAfterMigration()).isTrue();
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(serializer.snapshotConfiguration())
                .isCompatibleAsIs())
        .isTrue();
  }
}
