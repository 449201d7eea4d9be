package io.weir.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.formats.UnmappedEventException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds schemas by id in a service that speaks the protocol of Confluent's Schema Registry (<a
 * href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">API</a>), as
 * Apicurio's, Karapace and Redpanda do too. Schemas never change; ids that are unknown are asked
 * for again after a while, as a registry's follower may trail. Serves one thread.
 */
final class SchemaRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);
  private static final int TRIES = 6;
  private static final long FIRST_PAUSE_MILLIS = 200;

  private final RegistryAddress address;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(REQUEST_TIMEOUT).build();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<Integer, Long> unknownSince = new HashMap<>();

  SchemaRegistry(RegistryAddress address) {
    this.address = address;
  }

  /**
   * Returns the schema of an id.
   *
   * @throws UnmappedEventException if the registry has none, or none in Avro
   * @throws IOException if the registry does not answer, or refuses, after several tries
   */
  Schema schema(int id) throws UnmappedEventException, IOException {
    Long since = unknownSince.get(id);
    JsonNode found = null;
    if (since == null || System.nanoTime() - since > UNKNOWN_FOR.toNanos()) {
      found = get("/schemas/ids/" + Integer.toUnsignedString(id));
    }
    if (found == null) {
      unknownSince.putIfAbsent(id, System.nanoTime());
      throw new UnmappedEventException(
          Reason.UNKNOWN_SCHEMA_ID, "the registry has no schema " + Integer.toUnsignedString(id));
    }
    unknownSince.remove(id);
    String type = found.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new UnmappedEventException(
          Reason.UNKNOWN_SCHEMA_ID, "schema " + id + " is no Avro schema: " + type);
    }
    Schema.Parser parser = new Schema.Parser();
    parseReferences(parser, found);
    return parser.parse(found.path("schema").asText());
  }

  private void parseReferences(Schema.Parser parser, JsonNode schema) throws IOException {
    for (JsonNode reference : schema.path("references")) {
      if (parser.getTypes().containsKey(reference.path("name").asText())) {
        continue;
      }
      String subject =
          URLEncoder.encode(reference.path("subject").asText(), StandardCharsets.UTF_8);
      JsonNode found =
          get("/subjects/" + subject + "/versions/" + reference.path("version").asInt());
      if (found == null) {
        throw new IOException("the registry lost " + reference + ", to which a schema refers");
      }
      parseReferences(parser, found);
      parser.parse(found.path("schema").asText());
    }
  }

  /** Returns the answer, or null where there is nothing of the name. */
  private @Nullable JsonNode get(String path) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.url() + path)).timeout(REQUEST_TIMEOUT);
    String authorization = address.authorization();
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    IOException last = null;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      try {
        if (attempt > 0) {
          Thread.sleep(FIRST_PAUSE_MILLIS << attempt);
        }
        HttpResponse<byte[]> response =
            http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        int status = response.statusCode();
        if (status == 200) {
          return json.readTree(response.body());
        }
        if (status == 404) {
          return null;
        }
        last = new IOException("the schema registry answers " + status + " for " + path);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("stopped").initCause(e);
      } catch (IOException e) {
        last = new IOException("the schema registry does not answer: " + e, e);
      }
      LOG.warn("try {} of {}: {}", attempt + 1, TRIES, last.toString());
    }
    throw java.util.Objects.requireNonNull(last);
  }
}
