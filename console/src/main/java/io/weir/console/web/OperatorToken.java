package io.weir.console.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The token an operator must present, compared in constant time. Only its digest is kept. */
final class OperatorToken {
  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] digest;

  /**
   * Makes one.
   *
   * @param token the token; null if nobody may give commands
   */
  OperatorToken(@Nullable String token) {
    this.digest = token == null ? null : digest(token);
  }

  /** Returns whether anybody may give commands. */
  boolean isSet() {
    return digest != null;
  }

  /** Returns whether an Authorization header carries the token. */
  boolean accepts(@Nullable String authorization) {
    return digest != null
        && authorization != null
        && authorization.startsWith(SCHEME)
        && MessageDigest.isEqual(digest, digest(authorization.substring(SCHEME.length())));
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
