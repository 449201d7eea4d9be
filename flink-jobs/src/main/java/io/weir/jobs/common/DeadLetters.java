package io.weir.jobs.common;

import io.weir.schemas.DeadLetter;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Builds the dead letters of one job.
 *
 * @param job name that the letters carry
 */
public record DeadLetters(String job) implements Serializable {
  /**
   * Builds a dead letter.
   *
   * @param topic source topic
   * @param partition source partition
   * @param offset source offset
   * @param payload the message as it was; null for a tombstone
   * @param reason machine-readable reason
   * @param detail what exactly is wrong, for people
   */
  public DeadLetter build(
      String topic,
      int partition,
      long offset,
      byte @Nullable [] payload,
      DeadLetterReason reason,
      String detail) {
    return DeadLetter.newBuilder()
        .setSourceTopic(topic)
        .setSourcePartition(partition)
        .setSourceOffset(offset)
        .setPayload(ByteBuffer.wrap(payload == null ? new byte[0] : payload))
        .setReason(reason.name())
        .setDetail(detail)
        .setSeenAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .setJob(job)
        .build();
  }

  /** Returns a letter's key: one message has one key, however often a restart repeats it. */
  public static String key(DeadLetter letter) {
    return letter.getSourceTopic()
        + "/"
        + letter.getSourcePartition()
        + "/"
        + letter.getSourceOffset();
  }
}
