package io.weir.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.service.config.ServiceOptions;
import io.weir.service.config.ServiceOptions.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates on both sides, with no broker at all. */
class TlsITCase {
  private static final String PASSWORD = "changeit";

  @TempDir private static Path directory;

  @BeforeAll
  static void makeCertificates() throws Exception {
    for (String name : List.of("service", "caller")) {
      keytool(
          "-genkeypair",
          "-alias",
          name,
          "-keyalg",
          "EC",
          "-dname",
          "CN=" + name,
          "-ext",
          "SAN=ip:127.0.0.1,dns:localhost",
          "-keystore",
          store(name).toString());
      keytool(
          "-exportcert",
          "-alias",
          name,
          "-file",
          directory.resolve(name + ".cer").toString(),
          "-keystore",
          store(name).toString());
      keytool(
          "-importcert",
          "-noprompt",
          "-alias",
          name,
          "-file",
          directory.resolve(name + ".cer").toString(),
          "-keystore",
          store(name + "-trust").toString());
    }
  }

  private static Path store(String name) {
    return directory.resolve(name + ".p12");
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    // The command comes first.
    command.add(1, arguments[0]);
    command.addAll(List.of(arguments).subList(1, arguments.length));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private DecisionService serve(@Nullable Path trust) {
    ServiceOptions defaults =
        ServiceOptions.of(Map.of("bootstrap.servers", "127.0.0.1:1"), TestTopics.PREFIX);
    return DecisionService.start(
        new ServiceOptions(
            defaults.kafkaProperties(),
            defaults.topicPrefix(),
            defaults.host(),
            0,
            null,
            new Tls(store("service"), PASSWORD, trust, PASSWORD),
            defaults.mode(),
            null,
            defaults.acknowledge(),
            defaults.queueCapacity(),
            defaults.rememberedRequests(),
            defaults.deliveryTimeout(),
            defaults.mostRequestBytes(),
            defaults.events()));
  }

  private HttpResponse<String> health(URI address, boolean certified) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(load(store("service-trust")));
    KeyManager[] keys = null;
    if (certified) {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(load(store("caller")), PASSWORD.toCharArray());
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .sslContext(context)
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(address.resolve("/health")).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static KeyStore load(Path path) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(path)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  @Test
  void servesHttps() throws Exception {
    try (DecisionService service = serve(null)) {
      assertThat(service.address().getScheme()).isEqualTo("https");
      HttpResponse<String> answer = health(service.address(), false);
      assertThat(answer.statusCode()).as("there never was a broker").isEqualTo(503);
      assertThat(answer.body()).contains("\"brokerSeen\":false");
    }
  }

  @Test
  void callersWithoutACertificateAreNotHeard() throws Exception {
    try (DecisionService service = serve(store("caller-trust"))) {
      assertThat(health(service.address(), true).body()).contains("\"ready\":false");
      assertThatThrownBy(() -> health(service.address(), false)).isInstanceOf(IOException.class);
    }
  }
}
