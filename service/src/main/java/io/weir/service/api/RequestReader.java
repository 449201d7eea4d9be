package io.weir.service.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.weir.service.api.ApiException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads bodies: one object, or an array of them. */
public final class RequestReader {
  /** Most objects of one request. */
  public static final int MOST_ITEMS = 1_000;

  private static final int DEEPEST = 8;
  private static final int LONGEST_NUMBER = 64;

  private static final ObjectReader READER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private RequestReader() {}

  /**
   * What a body holds.
   *
   * @param one whether it was an object and not an array
   * @param items its objects
   */
  public record Body(boolean one, List<JsonNode> items) {
    /** Returns where item i stands, for messages. */
    public String path(int i) {
      return one ? "" : "[" + i + "]";
    }
  }

  /**
   * Reads a body.
   *
   * @throws ApiException if it is no JSON, or neither object nor array, or holds none or too many
   */
  public static Body read(byte[] bytes) throws ApiException {
    JsonNode root;
    try {
      root = READER.readValue(bytes);
    } catch (JsonProcessingException e) {
      throw new ApiException(
          Code.MALFORMED_JSON,
          null,
          e.getOriginalMessage()
              + (e.getLocation() == null
                  ? ""
                  : ", line "
                      + e.getLocation().getLineNr()
                      + ", column "
                      + e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new ApiException(Code.MALFORMED_JSON, null, String.valueOf(e.getMessage()));
    }
    if (root == null || root.isMissingNode()) {
      throw new ApiException(Code.MALFORMED_JSON, null, "the body is empty");
    }
    if (!root.isArray()) {
      return new Body(true, List.of(root));
    }
    if (root.isEmpty() || root.size() > MOST_ITEMS) {
      throw new ApiException(
          Code.INVALID_FIELD,
          null,
          "an array must hold 1 to " + MOST_ITEMS + " objects, holds " + root.size());
    }
    List<JsonNode> items = new ArrayList<>(root.size());
    root.forEach(items::add);
    return new Body(false, items);
  }
}
