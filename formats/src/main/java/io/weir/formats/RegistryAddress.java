package io.weir.formats;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where a schema registry is.
 *
 * @param url of its root, without a slash at the end
 * @param authorization value of the header of that name; null for none
 */
record RegistryAddress(String url, @Nullable String authorization) implements Serializable {
  RegistryAddress {
    while (url.endsWith("/")) {
      url = url.substring(0, url.length() - 1);
    }
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return url;
  }
}
