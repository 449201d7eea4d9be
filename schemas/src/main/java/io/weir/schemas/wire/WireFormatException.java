package io.weir.schemas.wire;

import org.jspecify.annotations.Nullable;

/** A message that does not decode, with the machine-readable reason why. */
public final class WireFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. The names are the reasons that dead letters carry. */
  public enum Reason {
    /** A null value (a tombstone) where a record is required. */
    TOMBSTONE,
    /** Fewer than the ten bytes of a header. */
    TRUNCATED_HEADER,
    /** The first two bytes are not C3 01. */
    WRONG_MARKER,
    /** No released schema of this record has the fingerprint. */
    UNKNOWN_FINGERPRINT,
    /** The body ends before the record does. */
    TRUNCATED_RECORD,
    /** Bytes are left over after the record. */
    TRAILING_BYTES,
    /** The body is no encoding of the writer's schema. */
    MALFORMED_RECORD
  }

  private final Reason reason;

  WireFormatException(Reason reason, String detail, @Nullable Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  WireFormatException(Reason reason, String detail) {
    this(reason, detail, null);
  }

  /** Returns what is wrong. */
  public Reason reason() {
    return reason;
  }
}
