package io.weir.core.linalg;

import org.jspecify.annotations.Nullable;

/** A kernel library is on the class path but cannot run here; the next one is tried. */
public final class KernelsUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Tells why, with the failure of the library where there was one. */
  public KernelsUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
