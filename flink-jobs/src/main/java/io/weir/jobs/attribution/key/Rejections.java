package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.event.EventKind;
import io.weir.jobs.attribution.join.ImpressionJoin;
import io.weir.jobs.attribution.state.PendingMessage;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.schemas.DeadLetter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what a key cannot use to the dead letters, counted by reason. */
final class Rejections {
  private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

  private final AttributionServices services;
  private final KeyContext context;

  Rejections(AttributionServices services, KeyContext context) {
    this.services = services;
    this.context = context;
  }

  void reject(PendingMessage message, DeadLetterReason reason, String detail) {
    reject(
        EventKind.of(message.getKind()),
        message.getPartition(),
        message.getOffset(),
        ImpressionJoin.bytes(message.getPayload()),
        reason,
        detail);
  }

  /** Rejects a message whose impression never came. */
  void orphan(PendingMessage message) {
    reject(
        message,
        message.getKind() == EventKind.TREATMENT.code()
            ? DeadLetterReason.TREATMENT_WITHOUT_IMPRESSION
            : DeadLetterReason.OUTCOME_WITHOUT_IMPRESSION,
        "no impression came before " + message.getDeadlineMillis());
  }

  /**
   * Sets a message aside on which the job's own code failed. A restart would meet it again, so it
   * must not stop the job; it is counted apart, logged and a reason to be called.
   */
  void setAside(PendingMessage message, RuntimeException failure) {
    setAside(
        EventKind.of(message.getKind()),
        message.getPartition(),
        message.getOffset(),
        ImpressionJoin.bytes(message.getPayload()),
        failure);
  }

  /** Sets a message aside of which only the parts are known. */
  void setAside(
      EventKind kind, int partition, long offset, byte[] payload, RuntimeException failure) {
    LOG.error("failed on {} {}/{}", kind, partition, offset, failure);
    services.metrics().setAside();
    reject(
        kind,
        partition,
        offset,
        payload,
        DeadLetterReason.INTERNAL_ERROR,
        DeadLetters.describe(failure));
  }

  private void reject(
      EventKind kind,
      int partition,
      long offset,
      byte[] payload,
      DeadLetterReason reason,
      String detail) {
    DeadLetter letter =
        services
            .deadLetters()
            .build(kind.topic(services.topics()), partition, offset, payload, reason, detail);
    services.metrics().deadLetter(letter);
    context.output(letter);
  }
}
