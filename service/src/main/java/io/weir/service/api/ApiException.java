package io.weir.service.api;

import org.jspecify.annotations.Nullable;

/** A request that is refused, with all that the caller needs to know. */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why; the names are part of the contract. */
  public enum Code {
    /** The body is no JSON. */
    MALFORMED_JSON(400),
    /** A field is missing, unknown, or not what it must be. */
    INVALID_FIELD(400),
    /** No token, or another one. */
    UNAUTHORIZED(401),
    /** No such campaign. */
    UNKNOWN_CAMPAIGN(404),
    /** No such path. */
    NOT_FOUND(404),
    /** The path knows another method. */
    METHOD_NOT_ALLOWED(405),
    /** The identifier was used before, with other content. */
    ID_REUSED(409),
    /** The body is larger than allowed. */
    TOO_LARGE(413),
    /** The body is not application/json. */
    UNSUPPORTED_MEDIA_TYPE(415),
    /** More events wait for the broker than are allowed to; nothing of the request was taken. */
    QUEUE_FULL(429),
    /** A bug: what happened stands in the log. */
    INTERNAL(500),
    /** The broker did not take the events in time; the same request may be sent again. */
    BROKER_UNAVAILABLE(503),
    /** The campaigns have not been read yet. */
    STARTING(503);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    /** Returns the HTTP status. */
    public int status() {
      return status;
    }
  }

  private final Code code;
  private final @Nullable String field;

  /**
   * Makes one.
   *
   * @param field path of the field that is wrong, such as {@code [3].features.age}; null if it is
   *     none
   */
  public ApiException(Code code, @Nullable String field, String message) {
    super(message, null, false, false);
    this.code = code;
    this.field = field;
  }

  /** Returns why. */
  public Code code() {
    return code;
  }

  /** Returns the path of the field that is wrong, or null. */
  public @Nullable String field() {
    return field;
  }
}
