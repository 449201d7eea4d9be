package io.weir.console.operator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Who changed a campaign, when, how and why: UTF-8 headers of the record on the campaign topic.
 * They stay with the record when the topic is compacted, and readers of the record need not know
 * them.
 *
 * @param by who, as the operator named themselves
 * @param at when, by the console's clock
 * @param command what, such as {@code pause}
 * @param why reason given
 */
public record ChangeHeaders(
    @Nullable String by, @Nullable Instant at, @Nullable String command, @Nullable String why) {
  static final String BY = "weir-changed-by";
  static final String AT = "weir-changed-at";
  static final String COMMAND = "weir-change";
  static final String WHY = "weir-change-reason";

  /** Reads them; null for those that are missing, as in records that no console wrote. */
  public static ChangeHeaders read(Headers headers) {
    String at = text(headers, AT);
    return new ChangeHeaders(
        text(headers, BY),
        at == null ? null : instant(at),
        text(headers, COMMAND),
        text(headers, WHY));
  }

  List<Header> toHeaders() {
    return List.of(header(BY, by), header(AT, at), header(COMMAND, command), header(WHY, why));
  }

  private static Header header(String name, @Nullable Object value) {
    return new RecordHeader(name, String.valueOf(value).getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      return null; // written by something else; the record's own time still says when
    }
  }
}
