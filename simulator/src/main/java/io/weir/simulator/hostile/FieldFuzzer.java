package io.weir.simulator.hostile;

import io.weir.schemas.wire.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Changes fields of an encoded record, whatever its schema: numbers, texts, lists, choices. */
final class FieldFuzzer {
  private static final int[] LIST_LENGTHS = {1, 2, 255, 257, 5_121};
  private static final int LONGEST_RECORD_BYTES = 900_000;

  // Without conversions, so that times are the numbers on the wire.
  private final GenericData data = new GenericData();
  private final SplittableRandom random;

  FieldFuzzer(SplittableRandom random) {
    this.random = random;
  }

  /**
   * Returns a copy in which one to three fields are others, still an encoding of its schema.
   *
   * @param message in single-object encoding
   */
  byte[] change(Schema schema, byte[] message) {
    try {
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(schema, schema, data)
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(
                          message,
                          RecordCodec.HEADER_BYTES,
                          message.length - RecordCodec.HEADER_BYTES,
                          null));
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        change(record);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length);
      bytes.write(message, 0, RecordCodec.HEADER_BYTES);
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(schema, data).write(record, encoder);
      encoder.flush();
      return bytes.size() > LONGEST_RECORD_BYTES ? message : bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory failed", e);
    }
  }

  private void change(GenericRecord record) {
    List<Schema.Field> fields = record.getSchema().getFields();
    Schema.Field field = fields.get(random.nextInt(fields.size()));
    record.put(field.pos(), changed(field.schema(), record.get(field.pos())));
  }

  private @Nullable Object changed(Schema schema, @Nullable Object value) {
    return switch (schema.getType()) {
      case RECORD -> {
        GenericRecord child = value == null ? (GenericRecord) blank(schema) : (GenericRecord) value;
        change(child);
        yield child;
      }
      case UNION -> {
        Schema branch = schema.getTypes().get(random.nextInt(schema.getTypes().size()));
        yield branch.getType() == Schema.Type.NULL ? null : changed(branch, null);
      }
      case ARRAY -> list(schema.getElementType(), value);
      case MAP -> map(schema.getValueType(), value);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      default -> leaf(schema);
    };
  }

  private List<Object> list(Schema element, @Nullable Object value) {
    List<Object> list = new ArrayList<>(value == null ? List.of() : (List<?>) value);
    switch (random.nextInt(3)) {
      case 0 -> list.clear();
      case 1 -> {
        Object repeated = list.isEmpty() ? blank(element) : list.get(0);
        int most = LONGEST_RECORD_BYTES / (1 + String.valueOf(repeated).length());
        int more = Math.min(LIST_LENGTHS[random.nextInt(LIST_LENGTHS.length)], most);
        for (int i = 0; i < more; i++) {
          list.add(repeated);
        }
      }
      default -> {
        if (!list.isEmpty()) {
          int at = random.nextInt(list.size());
          list.set(at, changed(element, list.get(at)));
        }
      }
    }
    return list;
  }

  private Map<Object, Object> map(Schema element, @Nullable Object value) {
    Map<Object, Object> map = new HashMap<>(value == null ? Map.of() : (Map<?, ?>) value);
    if (random.nextInt(3) == 0) {
      map.clear();
    }
    map.put(Extremes.aText(random), changed(element, null));
    return map;
  }

  private Object leaf(Schema schema) {
    return switch (schema.getType()) {
      case LONG -> Extremes.aLong(random);
      case INT -> Extremes.anInt(random);
      case DOUBLE -> Extremes.aDouble(random);
      case FLOAT -> Extremes.aFloat(random);
      case STRING -> Extremes.aText(random);
      case BOOLEAN -> random.nextBoolean();
      case BYTES -> ByteBuffer.allocate(random.nextInt(64));
      default -> throw new IllegalArgumentException("no such leaf: " + schema.getType());
    };
  }

  /** A record of extremes throughout, or the least list of them. */
  private Object blank(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
          record.put(field.pos(), field.schema().isNullable() ? null : blank(field.schema()));
        }
        yield record;
      }
      case ARRAY -> new ArrayList<>();
      case MAP -> new HashMap<>();
      case UNION -> blank(schema.getTypes().get(0));
      case ENUM -> new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(0));
      default -> leaf(schema);
    };
  }
}
