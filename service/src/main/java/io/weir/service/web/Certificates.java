package io.weir.service.web;

import io.weir.service.config.ServiceOptions.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads certificates. */
final class Certificates {
  private Certificates() {}

  /**
   * Returns the context of a listener.
   *
   * @throws IllegalStateException if a file cannot be read or its password is wrong
   */
  static SSLContext context(Tls tls) {
    try {
      char[] password = tls.keyStorePassword().toCharArray();
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(load(tls.keyStore(), password), password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust(tls), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the certificates cannot be read: " + tls, e);
    }
  }

  private static TrustManager @Nullable [] trust(Tls tls)
      throws IOException, GeneralSecurityException {
    Path path = tls.trustStore();
    if (path == null) {
      return null;
    }
    String password = tls.trustStorePassword();
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(load(path, password == null ? null : password.toCharArray()));
    return factory.getTrustManagers();
  }

  private static KeyStore load(Path path, char @Nullable [] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(path)) {
      store.load(in, password);
    }
    return store;
  }
}
