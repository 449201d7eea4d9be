package io.weir.console.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.StatusCodes;
import io.weir.console.operator.CampaignEditor;
import io.weir.console.operator.CommandRefusedException;
import io.weir.schemas.Campaign;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes operator commands. The token travels in a header that only this page's script sets; a
 * cookie commands nothing, so no other site can borrow it. Every attempt goes to the audit log, the
 * token never.
 */
final class OperatorHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorHandler.class);
  private static final Logger AUDIT = LoggerFactory.getLogger("io.weir.console.audit");

  private final Access access;
  private final CampaignEditor editor;

  OperatorHandler(Access access, CampaignEditor editor) {
    this.access = access;
    this.editor = editor;
  }

  /**
   * What was written.
   *
   * @param campaignId campaign
   * @param version its new version
   */
  record Accepted(String campaignId, long version) {}

  /** Tells whether a token is the right one, without doing anything. */
  void check(HttpServerExchange exchange) {
    if (access.mayCommand(exchange)) {
      exchange.setStatusCode(StatusCodes.NO_CONTENT).endExchange();
    }
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws IOException {
    if (!access.mayCommand(exchange)) {
      return;
    }
    String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    if (type == null || !type.startsWith("application/json")) {
      Json.send(
          exchange,
          StatusCodes.UNSUPPORTED_MEDIA_TYPE,
          new Json.Failure("UNSUPPORTED_MEDIA_TYPE", "a command is application/json"));
      return;
    }
    String id =
        exchange
            .getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
            .getParameters()
            .getOrDefault("id", "");
    String body = new String(exchange.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    run(exchange, id, body);
  }

  private void run(HttpServerExchange exchange, String id, String body) {
    String from = exchange.getSourceAddress().getAddress().getHostAddress();
    try {
      CommandRequest request = CommandRequest.parse(body);
      Campaign written =
          editor.edit(
              id, request.expectedVersion(), request.command(), request.by(), request.why());
      AUDIT.info(
          "accepted {} of {} to version {} by \"{}\" from {}: \"{}\"",
          request.command(),
          written.getCampaignId(),
          written.getVersion(),
          request.by(),
          from,
          request.why());
      Json.send(exchange, StatusCodes.OK, new Accepted(id, written.getVersion()));
    } catch (CommandRefusedException e) {
      AUDIT.info("refused a command from {}: {}: {}", from, e.reason(), e.getMessage());
      Json.send(
          exchange,
          status(e.reason()),
          new Json.Failure(e.reason().name(), String.valueOf(e.getMessage())));
    } catch (KafkaException e) {
      LOG.warn("a command could not be written", e);
      AUDIT.info("failed to write a command from {}: {}", from, e.toString());
      Json.send(
          exchange,
          StatusCodes.SERVICE_UNAVAILABLE,
          new Json.Failure(
              "BROKER_UNAVAILABLE", "Kafka did not take it; look before trying again"));
    }
  }

  private static int status(CommandRefusedException.Reason reason) {
    return switch (reason) {
      case INVALID -> StatusCodes.BAD_REQUEST;
      case UNKNOWN_CAMPAIGN -> StatusCodes.NOT_FOUND;
      case VERSION_MOVED -> StatusCodes.CONFLICT;
      case NOT_APPLICABLE -> StatusCodes.UNPROCESSABLE_ENTITY;
    };
  }
}
