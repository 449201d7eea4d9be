package io.weir.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.weir.formats.UnmappedEventException.Reason;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads events that are JSON objects. */
final class JsonDecoder<R extends SpecificRecord> implements EventDecoder<R> {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final RecordMapper<R> mapper;

  JsonDecoder(RecordMapper<R> mapper) {
    this.mapper = mapper;
  }

  @Override
  public R decode(byte @Nullable [] message) throws UnmappedEventException, IOException {
    return mapper.map(parse(message));
  }

  private static JsonNode parse(byte @Nullable [] message)
      throws UnmappedEventException, IOException {
    if (message == null) {
      throw new UnmappedEventException(Reason.MALFORMED_JSON, "null value");
    }
    try {
      JsonNode event = JSON.readTree(message);
      if (!event.isObject()) {
        throw new UnmappedEventException(Reason.MALFORMED_JSON, "is no JSON object");
      }
      return event;
    } catch (JsonProcessingException e) {
      throw new UnmappedEventException(
          Reason.MALFORMED_JSON, "is no JSON: " + e.getOriginalMessage());
    }
  }
}
