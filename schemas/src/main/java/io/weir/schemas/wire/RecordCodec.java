package io.weir.schemas.wire;

import io.weir.schemas.wire.WireFormatException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes one record type in Avro single-object encoding: the marker C3 01, the
 * fingerprint of the writer's schema as eight little-endian bytes, the binary body (Avro
 * specification, "Single-object encoding"). Older released schemas resolve by schema evolution.
 *
 * <p>Buffers are reused between calls, so an instance serves one thread.
 *
 * @param <T> generated record class
 */
public final class RecordCodec<T extends SpecificRecord> {
  /** Bytes before the body. */
  public static final int HEADER_BYTES = 10;

  private static final int MARKER_0 = 0xC3;
  private static final int MARKER_1 = 0x01;

  private final Schema schema;
  private final SpecificData data;
  private final SchemaStore store;
  private final byte[] header;
  private final DatumWriter<T> writer;
  private final Map<Long, DatumReader<T>> readers = new HashMap<>();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(256);
  private @Nullable BinaryEncoder encoder;
  private @Nullable BinaryDecoder decoder;

  /**
   * Makes a codec for a generated class that reads every released schema and the class's own.
   *
   * @param type generated record class
   */
  public RecordCodec(Class<T> type) {
    this(type, SchemaStore.released());
  }

  RecordCodec(Class<T> type, SchemaStore store) {
    TrustedRecords.install();
    this.data = SpecificData.getForClass(type);
    this.schema = data.getSchema(type);
    this.store = store;
    this.header =
        ByteBuffer.allocate(HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) MARKER_0)
            .put((byte) MARKER_1)
            .putLong(SchemaStore.fingerprint(schema))
            .array();
    this.writer = createWriter();
    readers.put(SchemaStore.fingerprint(schema), createReader(schema));
  }

  /** Returns the schema that this codec writes and resolves to. */
  public Schema schema() {
    return schema;
  }

  /**
   * Encodes a record.
   *
   * @throws org.apache.avro.AvroRuntimeException if a required field is null
   */
  public byte[] encode(T record) {
    buffer.reset();
    buffer.writeBytes(header);
    encoder = EncoderFactory.get().directBinaryEncoder(buffer, encoder);
    try {
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return buffer.toByteArray();
  }

  /**
   * Decodes a message.
   *
   * @param message whole message, or null for a tombstone
   * @throws WireFormatException if the bytes are no complete record of a released schema
   */
  public T decode(byte @Nullable [] message) throws WireFormatException {
    DatumReader<T> reader = readerFor(message);
    byte[] bytes = java.util.Objects.requireNonNull(message);
    try {
      decoder =
          DecoderFactory.get()
              .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, decoder);
      T record = readRecord(reader, decoder);
      if (!decoder.isEnd()) {
        throw new WireFormatException(Reason.TRAILING_BYTES, "bytes are left after the record");
      }
      return record;
    } catch (EOFException e) {
      throw new WireFormatException(
          Reason.TRUNCATED_RECORD, "the body ends inside the record: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      // Avro reports corrupt bodies by many unchecked exceptions (bad union index, negative
      // length).
      throw new WireFormatException(
          Reason.MALFORMED_RECORD, "the body does not fit the writer's schema: " + e, e);
    }
  }

  private DatumReader<T> readerFor(byte @Nullable [] message) throws WireFormatException {
    if (message == null) {
      throw new WireFormatException(Reason.TOMBSTONE, "null value");
    }
    if (message.length >= 2
        && ((message[0] & 0xFF) != MARKER_0 || (message[1] & 0xFF) != MARKER_1)) {
      throw new WireFormatException(
          Reason.WRONG_MARKER,
          String.format("expected C3 01, found %02X %02X", message[0], message[1]));
    }
    if (message.length < HEADER_BYTES) {
      throw new WireFormatException(
          Reason.TRUNCATED_HEADER, message.length + " bytes are fewer than a header");
    }
    long fingerprint = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    DatumReader<T> known = readers.get(fingerprint);
    if (known != null) {
      return known;
    }
    Schema written = store.find(schema.getFullName(), fingerprint);
    if (written == null) {
      throw new WireFormatException(
          Reason.UNKNOWN_FINGERPRINT,
          String.format(
              "no released schema of %s has fingerprint %016x", schema.getFullName(), fingerprint));
    }
    DatumReader<T> reader = createReader(written);
    readers.put(fingerprint, reader);
    return reader;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private DatumReader<T> createReader(Schema written) {
    return (DatumReader<T>) data.createDatumReader(written, schema);
  }

  @SuppressWarnings("unchecked")
  private DatumWriter<T> createWriter() {
    return (DatumWriter<T>) data.createDatumWriter(schema);
  }

  // Avro's reader takes null for "make a new record", which its unannotated signature cannot say.
  @SuppressWarnings("NullAway")
  private T readRecord(DatumReader<T> reader, BinaryDecoder from) throws IOException {
    return reader.read(null, from);
  }
}
