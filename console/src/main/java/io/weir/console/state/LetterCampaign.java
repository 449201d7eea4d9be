package io.weir.console.state;

import io.weir.schemas.DeadLetter;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.SchemaStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** Which campaign a dead letter is about, where its message can be read at all. */
final class LetterCampaign {
  private static final String FIELD = "campaignId";

  private LetterCampaign() {}

  /** Returns the campaign that the message names, or null. */
  static @Nullable String of(DeadLetter letter) {
    ByteBuffer payload = letter.getPayload().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (payload.remaining() <= RecordCodec.HEADER_BYTES) {
      return null;
    }
    long fingerprint = payload.getLong(payload.position() + 2);
    byte[] body = new byte[payload.remaining() - RecordCodec.HEADER_BYTES];
    payload.position(payload.position() + RecordCodec.HEADER_BYTES).get(body);
    for (String record : SchemaStore.released().recordNames()) {
      Schema schema = SchemaStore.released().find(record, fingerprint);
      if (schema != null && schema.getField(FIELD) != null) {
        return read(schema, body);
      }
    }
    return null;
  }

  private static @Nullable String read(Schema schema, byte[] body) {
    try {
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(schema)
              .read(null, DecoderFactory.get().binaryDecoder(body, null));
      Object id = record.get(FIELD);
      return id == null ? null : id.toString();
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      // A message that ends early or is garbage names no campaign: the letter says what it is.
      return null;
    }
  }
}
