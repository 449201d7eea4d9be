package io.weir.service.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The token that callers must present, compared in constant time. Only its digest is kept. */
final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] digest;

  /** Makes one; null lets everybody in. */
  BearerToken(@Nullable String token) {
    this.digest = token == null ? null : digest(token);
  }

  /** Returns whether an Authorization header lets its caller in. */
  boolean accepts(@Nullable String authorization) {
    return digest == null
        || (authorization != null
            && authorization.startsWith(SCHEME)
            && MessageDigest.isEqual(digest, digest(authorization.substring(SCHEME.length()))));
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
