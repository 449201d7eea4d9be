package io.weir.formats;

import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say how the events of the three input topics are written. */
public final class FormatFlags implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Opportunities to treat a unit: what files and topics' names call them. */
  public static final String IMPRESSIONS = "impressions";

  /** Assigned treatments: what files and topics' names call them. */
  public static final String TREATMENTS = "treatments";

  /** Realized revenue and cost: what files and topics' names call them. */
  public static final String OUTCOMES = "outcomes";

  private static final String FORMATS =
      " avro-single-object, avro-confluent or json (default: ${DEFAULT-VALUE}).";

  @Option(
      names = "--impressions-format",
      defaultValue = "avro-single-object",
      paramLabel = "FORMAT",
      description = "How impressions are written:" + FORMATS)
  private String impressions = EventFormat.AVRO_SINGLE_OBJECT.toString();

  @Option(
      names = "--treatments-format",
      defaultValue = "avro-single-object",
      paramLabel = "FORMAT",
      description = "How treatments are written:" + FORMATS)
  private String treatments = EventFormat.AVRO_SINGLE_OBJECT.toString();

  @Option(
      names = "--outcomes-format",
      defaultValue = "avro-single-object",
      paramLabel = "FORMAT",
      description = "How outcomes are written:" + FORMATS)
  private String outcomes = EventFormat.AVRO_SINGLE_OBJECT.toString();

  @Option(
      names = "--impressions-topic",
      paramLabel = "NAME",
      description = "Topic of the impressions (default: impressions under the prefix).")
  private @Nullable String impressionsTopic;

  @Option(
      names = "--treatments-topic",
      paramLabel = "NAME",
      description = "Topic of the treatments (default: treatments under the prefix).")
  private @Nullable String treatmentsTopic;

  @Option(
      names = "--outcomes-topic",
      paramLabel = "NAME",
      description = "Topic of the outcomes (default: outcomes under the prefix).")
  private @Nullable String outcomesTopic;

  @Option(
      names = "--event-mapping",
      paramLabel = "FILE",
      description =
          "YAML or JSON file that says which field of your own events becomes which of Weir's; read"
              + " when the job is submitted.")
  private @Nullable String mappingFile;

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description = "Root of the service that holds the schemas of avro-confluent topics.")
  private @Nullable String registryUrl;

  @Option(
      names = "--schema-registry-auth",
      paramLabel = "FILE",
      description =
          "File whose one line is user:password, or a bearer token without a colon, for the"
              + " registry; read when the job is submitted.")
  private @Nullable String registryAuthFile;

  private @Nullable TopicFormat<Impression> impressionFormat;
  private @Nullable TopicFormat<Treatment> treatmentFormat;
  private @Nullable TopicFormat<Outcome> outcomeFormat;

  /**
   * Reads the files that the flags name, and checks that all fits.
   *
   * @throws IllegalArgumentException naming the flag or the line that is wrong
   */
  public void validate() {
    RegistryAddress registry = registry();
    Map<String, EventMapping> mappings =
        mappingFile == null
            ? Map.of()
            : MappingFile.read(
                Path.of(mappingFile),
                Map.of(
                    IMPRESSIONS, Impression.getClassSchema(),
                    TREATMENTS, Treatment.getClassSchema(),
                    OUTCOMES, Outcome.getClassSchema()));
    impressionFormat = format(IMPRESSIONS, impressions, Impression.class, mappings, registry);
    treatmentFormat = format(TREATMENTS, treatments, Treatment.class, mappings, registry);
    outcomeFormat = format(OUTCOMES, outcomes, Outcome.class, mappings, registry);
  }

  /** Returns how impressions are written. */
  public TopicFormat<Impression> impressions() {
    return impressionFormat == null ? TopicFormat.singleObject(Impression.class) : impressionFormat;
  }

  /** Returns how treatments are written. */
  public TopicFormat<Treatment> treatments() {
    return treatmentFormat == null ? TopicFormat.singleObject(Treatment.class) : treatmentFormat;
  }

  /** Returns how outcomes are written. */
  public TopicFormat<Outcome> outcomes() {
    return outcomeFormat == null ? TopicFormat.singleObject(Outcome.class) : outcomeFormat;
  }

  /** Returns the topic of the impressions, or the one given where no flag names one. */
  public String impressionsTopic(String standard) {
    return impressionsTopic == null ? standard : impressionsTopic;
  }

  /** Returns the topic of the treatments, or the one given where no flag names one. */
  public String treatmentsTopic(String standard) {
    return treatmentsTopic == null ? standard : treatmentsTopic;
  }

  /** Returns the topic of the outcomes, or the one given where no flag names one. */
  public String outcomesTopic(String standard) {
    return outcomesTopic == null ? standard : outcomesTopic;
  }

  private static <R extends SpecificRecord> TopicFormat<R> format(
      String topic,
      String flag,
      Class<R> type,
      Map<String, EventMapping> mappings,
      @Nullable RegistryAddress registry) {
    String name = "--" + topic + "-format";
    EventFormat format;
    try {
      format = EventFormat.of(flag);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
    EventMapping mapping = mappings.get(topic);
    if (format == EventFormat.AVRO_SINGLE_OBJECT && mapping != null) {
      throw new IllegalArgumentException(
          "--event-mapping maps " + topic + ", which needs " + name + " json or avro-confluent");
    }
    if (format == EventFormat.AVRO_CONFLUENT && registry == null) {
      throw new IllegalArgumentException(name + " " + flag + " needs --schema-registry");
    }
    return new TopicFormat<>(type, format, mapping, registry);
  }

  private @Nullable RegistryAddress registry() {
    if (registryUrl == null) {
      return null;
    }
    URI uri = URI.create(registryUrl);
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException("--schema-registry must be an http or https address");
    }
    return new RegistryAddress(registryUrl, authorization());
  }

  private @Nullable String authorization() {
    if (registryAuthFile == null) {
      return null;
    }
    try {
      String secret = Files.readString(Path.of(registryAuthFile), StandardCharsets.UTF_8).strip();
      return secret.indexOf(':') < 0
          ? "Bearer " + secret
          : "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--schema-registry-auth cannot be read: " + registryAuthFile, e);
    }
  }
}
