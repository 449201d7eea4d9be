package io.weir.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Apicurio's registry with its compatible interface, in memory, in a process of its own. */
final class RegistryProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START_LIMIT = Duration.ofSeconds(180);

  private final Process process;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  private RegistryProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  static RegistryProcess start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path jar;
    try (Stream<Path> files = Files.list(Path.of("target", "registry"))) {
      jar = files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst().orElseThrow();
    }
    Path log = Files.createTempFile(Path.of("target"), "registry-", ".log");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx384m",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-jar",
                jar.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    RegistryProcess started =
        new RegistryProcess(process, "http://127.0.0.1:" + port + "/apis/ccompat/v7");
    started.awaitAnswer(log);
    return started;
  }

  private void awaitAnswer(Path log) throws Exception {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try {
        HttpResponse<String> response =
            http.send(
                HttpRequest.newBuilder(URI.create(url + "/subjects")).build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          close();
          throw new IllegalStateException(
              "the registry did not start:\n" + Files.readString(log), e);
        }
      }
      Thread.sleep(200);
    }
  }

  String url() {
    return url;
  }

  int register(String subject, String schema) throws Exception {
    return register(subject, schema, "[]");
  }

  int register(String subject, String schema, String references) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("schema", schema);
    body.set("references", JSON.readTree(references));
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode answer = JSON.readTree(response.body());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.statusCode() + " " + answer);
    }
    return answer.path("id").asInt();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
