package io.weir.console.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A token that must be presented, compared in constant time. Only its digest is kept. */
final class AccessToken {
  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] digest;

  /**
   * Makes one.
   *
   * @param token the token; null if there is none
   */
  AccessToken(@Nullable String token) {
    this.digest = token == null ? null : digest(token);
  }

  /** Returns whether there is a token. */
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
