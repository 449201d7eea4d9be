package io.weir.console.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.weir.console.operator.CommandRefusedException;
import io.weir.console.operator.CommandRefusedException.Reason;
import io.weir.console.operator.OperatorCommand;

/**
 * A command as it comes over the wire.
 *
 * @param command what to do
 * @param expectedVersion campaign version the operator saw
 * @param by who, 1 to 80 characters
 * @param why reason, 3 to 500 characters
 */
record CommandRequest(OperatorCommand command, long expectedVersion, String by, String why) {
  private static final int LONGEST_NAME = 80;
  private static final int SHORTEST_REASON = 3;
  private static final int LONGEST_REASON = 500;

  /**
   * Parses and checks a request.
   *
   * @throws CommandRefusedException naming what is wrong
   */
  static CommandRequest parse(String body) throws CommandRefusedException {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw invalid("the body is no JSON");
    }
    if (json == null || !json.isObject()) {
      throw invalid("the body is no JSON object");
    }
    return new CommandRequest(
        command(json),
        integer(json, "expectedVersion"),
        text(json, "by", 1, LONGEST_NAME),
        text(json, "why", SHORTEST_REASON, LONGEST_REASON));
  }

  private static OperatorCommand command(JsonNode json) throws CommandRefusedException {
    String name = json.path("command").asText();
    return switch (name) {
      case "pin" -> new OperatorCommand.Pin(integer(json, "modelVersion"));
      case "unpin" -> new OperatorCommand.Unpin();
      case "settle" -> new OperatorCommand.Settle();
      case "pause" -> new OperatorCommand.Pause();
      case "resume" -> new OperatorCommand.Resume();
      case "budget" ->
          new OperatorCommand.ChangeBudget(
              integer(json, "amountMicros"),
              json.hasNonNull("periodEndMillis") ? integer(json, "periodEndMillis") : null);
      default -> throw invalid("command is pin, unpin, settle, pause, resume or budget");
    };
  }

  private static long integer(JsonNode json, String field) throws CommandRefusedException {
    JsonNode value = json.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw invalid(field + " must be a whole number");
    }
    return value.longValue();
  }

  /** Control characters would forge lines in the audit log. */
  private static String text(JsonNode json, String field, int shortest, int longest)
      throws CommandRefusedException {
    String value = json.path(field).asText().strip();
    if (value.length() < shortest || value.length() > longest) {
      throw invalid(field + " must have " + shortest + " to " + longest + " characters");
    }
    if (value.codePoints().anyMatch(Character::isISOControl)) {
      throw invalid(field + " must be one line");
    }
    return value;
  }

  private static CommandRefusedException invalid(String message) {
    return new CommandRefusedException(Reason.INVALID, message);
  }
}
