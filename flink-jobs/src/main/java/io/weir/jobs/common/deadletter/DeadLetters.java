package io.weir.jobs.common.deadletter;

import io.weir.contract.Ranges;
import io.weir.schemas.DeadLetter;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Builds the dead letters of one job. A letter always fits what a broker takes by default: of a
 * message longer than an event may be only the beginning is kept, beside its length and hash, and
 * details are cut.
 *
 * @param job name that the letters carry
 */
public record DeadLetters(String job) implements Serializable {
  /** Bytes that are kept of a message longer than {@link Ranges#EVENT_BYTES}. */
  public static final int CUT_PAYLOAD_BYTES = 65_536;

  /** Characters of a detail. */
  public static final int DETAIL_CHARACTERS = 2_000;

  private static final int FRAMES = 6;

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
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setSourceTopic(topic)
            .setSourcePartition(partition)
            .setSourceOffset(offset)
            .setReason(reason.name())
            .setDetail(cut(detail))
            .setSeenAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .setJob(job);
    byte[] bytes = payload == null ? new byte[0] : payload;
    if (bytes.length > Ranges.EVENT_BYTES.most()) {
      return letter
          .setPayload(ByteBuffer.wrap(java.util.Arrays.copyOf(bytes, CUT_PAYLOAD_BYTES)))
          .setPayloadBytes((long) bytes.length)
          .setPayloadSha256(sha256(bytes))
          .build();
    }
    return letter.setPayload(ByteBuffer.wrap(bytes)).build();
  }

  /** Returns a letter's key: one message has one key, however often a restart repeats it. */
  public static String key(DeadLetter letter) {
    return letter.getSourceTopic()
        + "/"
        + letter.getSourcePartition()
        + "/"
        + letter.getSourceOffset();
  }

  /** Returns a failure with the top of its stack, for the detail of an INTERNAL_ERROR. */
  public static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.toString());
    StackTraceElement[] stack = failure.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
      text.append(" at ").append(stack[i]);
    }
    return text.toString();
  }

  private static String cut(String detail) {
    if (detail.length() <= DETAIL_CHARACTERS) {
      return detail;
    }
    return detail.substring(0, DETAIL_CHARACTERS)
        + " ... and "
        + (detail.length() - DETAIL_CHARACTERS)
        + " characters more";
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
