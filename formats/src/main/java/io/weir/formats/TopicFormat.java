package io.weir.formats;

import io.weir.schemas.wire.RecordCodec;
import java.io.Serializable;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How the events of one topic become records.
 *
 * @param <R> generated record class
 */
public final class TopicFormat<R extends SpecificRecord> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Class<R> type;
  private final EventFormat format;
  private final @Nullable EventMapping mapping;
  private final @Nullable RegistryAddress registry;

  TopicFormat(
      Class<R> type,
      EventFormat format,
      @Nullable EventMapping mapping,
      @Nullable RegistryAddress registry) {
    this.type = type;
    this.format = format;
    this.mapping = mapping;
    this.registry = registry;
  }

  /** Returns the format of this project, fields as they are. */
  public static <R extends SpecificRecord> TopicFormat<R> singleObject(Class<R> type) {
    return new TopicFormat<>(type, EventFormat.AVRO_SINGLE_OBJECT, null, null);
  }

  /** Returns the record class. */
  public Class<R> type() {
    return type;
  }

  /** Returns whether messages are single-object encoded already. */
  public boolean isSingleObject() {
    return format == EventFormat.AVRO_SINGLE_OBJECT;
  }

  /** Returns a new decoder, for one thread. */
  public EventDecoder<R> open() {
    return switch (format) {
      case AVRO_SINGLE_OBJECT -> new RecordCodec<>(type)::decode;
      case JSON -> new JsonDecoder<>(new RecordMapper<>(type, mapping));
      case AVRO_CONFLUENT ->
          new ConfluentDecoder<>(
              new RecordMapper<>(type, mapping),
              new SchemaRegistry(Objects.requireNonNull(registry)));
    };
  }
}
