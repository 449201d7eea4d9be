package io.weir.kafka;

import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say where Kafka is and how to talk to it; the same for every command and job. */
public class BrokerFlags implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Environment variable that holds the brokers where no flag does. */
  public static final String BROKERS_VARIABLE = "WEIR_BOOTSTRAP_SERVERS";

  /** Brokers where neither flag nor variable says so. */
  public static final String DEFAULT_BROKERS = "localhost:9092";

  private static final Pattern SECRET =
      Pattern.compile("password|secret|jaas|ssl\\.keystore\\.key$|token|credential");

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT[,...]",
      description =
          "Kafka brokers to begin with (default: the variable "
              + BROKERS_VARIABLE
              + ", else "
              + DEFAULT_BROKERS
              + ").")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--kafka-property",
      paramLabel = "NAME=VALUE",
      description =
          "Property of every Kafka client, such as security.protocol=SASL_SSL; may be repeated.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description =
          "File of properties of every Kafka client (TLS, SASL); keeps secrets off the command"
              + " line. --kafka-property takes precedence.")
  private @Nullable String propertiesFile;

  /** Returns the brokers to begin with. */
  public final String bootstrapServers() {
    if (bootstrapServers != null) {
      return bootstrapServers;
    }
    String variable = System.getenv(BROKERS_VARIABLE);
    return variable == null || variable.isBlank() ? DEFAULT_BROKERS : variable.strip();
  }

  /** Returns whether the brokers were named by flag. */
  public final boolean namesBrokers() {
    return bootstrapServers != null;
  }

  /**
   * Returns the properties that every client gets, those of the file first.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  public final Properties clientProperties() {
    Properties all = new Properties();
    if (propertiesFile != null) {
      try (Reader reader =
          Files.newBufferedReader(Path.of(propertiesFile), StandardCharsets.UTF_8)) {
        all.load(reader);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "--kafka-properties cannot be read: " + propertiesFile, e);
      }
    }
    all.putAll(properties);
    all.setProperty("bootstrap.servers", bootstrapServers());
    return all;
  }

  /** Returns what was said of the properties as flags, for a job that is started from here. */
  public final List<String> propertyArguments() {
    List<String> arguments = new ArrayList<>();
    if (propertiesFile != null) {
      arguments.add("--kafka-properties=" + propertiesFile);
    }
    properties.forEach((name, value) -> arguments.add("--kafka-property=" + name + "=" + value));
    return arguments;
  }

  /**
   * Returns the properties of {@link #clientProperties} as texts by name.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  public final Map<String, String> clientTexts() {
    Properties read = clientProperties();
    Map<String, String> all = new HashMap<>();
    read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
    return all;
  }

  /**
   * Returns the properties of {@link #clientProperties} as a map.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  public final Map<String, Object> clientMap() {
    return new HashMap<>(clientTexts());
  }

  /**
   * Checks the flags, and that a broker answers: a command then fails soon, and in the same words
   * as every other.
   *
   * @throws IllegalArgumentException naming the flag that is wrong
   * @throws BrokerUnavailableException if no broker answers
   */
  public final void requireBroker() {
    validate();
    try (TopicReader reader = TopicReader.connect(clientMap())) {
      reader.assign(List.of());
    }
  }

  /**
   * Checks what the parser cannot.
   *
   * @throws IllegalArgumentException naming the flag that is wrong
   */
  public void validate() {
    if (bootstrapServers().isBlank()) {
      throw new IllegalArgumentException("--bootstrap-servers must not be blank");
    }
    properties.forEach(BrokerFlags::refuseSecret);
  }

  /**
   * A command line shows in process lists and web pages; a reference to a provider tells nothing.
   */
  private static void refuseSecret(String name, String value) {
    if (SECRET.matcher(name).find() && !value.startsWith("${")) {
      throw new IllegalArgumentException(
          "--kafka-property "
              + name
              + " holds a secret; put it into the file of --kafka-properties");
    }
  }
}
