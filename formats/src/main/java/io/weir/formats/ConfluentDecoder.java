package io.weir.formats;

import io.weir.formats.UnmappedEventException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads Avro events whose schemas a registry holds: a zero byte, an id, the binary body. */
final class ConfluentDecoder<R extends SpecificRecord> implements EventDecoder<R> {
  private static final int HEADER_BYTES = 5;

  private final RecordMapper<R> mapper;
  private final SchemaRegistry registry;
  private final Map<Integer, GenericDatumReader<Object>> readers = new HashMap<>();
  private @Nullable BinaryDecoder binary;

  ConfluentDecoder(RecordMapper<R> mapper, SchemaRegistry registry) {
    this.mapper = mapper;
    this.registry = registry;
  }

  @Override
  public R decode(byte @Nullable [] message) throws UnmappedEventException, IOException {
    if (message == null || message.length < HEADER_BYTES || message[0] != 0) {
      throw new UnmappedEventException(
          Reason.UNKNOWN_SCHEMA_ID, "does not begin with a zero byte and a schema id");
    }
    int id = ByteBuffer.wrap(message).getInt(1);
    GenericDatumReader<Object> reader = readers.get(id);
    if (reader == null) {
      reader = new GenericDatumReader<>(registry.schema(id));
      readers.put(id, reader);
    }
    return mapper.map(AvroTree.of(reader.getSchema(), read(reader, message, id)));
  }

  // Avro's reader takes null for "make a new record", which its unannotated signature cannot say.
  @SuppressWarnings("NullAway")
  private Object read(GenericDatumReader<Object> reader, byte[] message, int id)
      throws UnmappedEventException {
    try {
      binary =
          DecoderFactory.get()
              .binaryDecoder(message, HEADER_BYTES, message.length - HEADER_BYTES, binary);
      Object record = reader.read(null, binary);
      if (!binary.isEnd()) {
        throw new UnmappedEventException(
            Reason.INVALID_FIELD, "bytes are left after the record of schema " + id);
      }
      return record;
    } catch (EOFException e) {
      throw new UnmappedEventException(
          Reason.INVALID_FIELD, "the body ends inside the record of schema " + id);
    } catch (IOException | RuntimeException e) {
      // Avro reports corrupt bodies by many unchecked exceptions (bad union index, negative
      // length).
      throw new UnmappedEventException(
          Reason.INVALID_FIELD, "the body does not fit " + schemaName(reader, id) + ": " + e);
    }
  }

  private static String schemaName(GenericDatumReader<Object> reader, int id) {
    Schema schema = reader.getSchema();
    return "schema " + id + " (" + schema.getFullName() + ")";
  }
}
