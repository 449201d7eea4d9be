package io.weir.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of this repository, as the tests read them. */
final class Repository {
  /** The top directory. Surefire runs each module in its own. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();

  private Repository() {}

  static Path path(String relative) {
    return ROOT.resolve(relative);
  }

  static String text(String relative) {
    return text(path(relative));
  }

  static String text(Path path) {
    try {
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode yaml(String relative) {
    List<JsonNode> documents = yamlDocuments(text(relative));
    if (documents.size() != 1) {
      throw new IllegalArgumentException(relative + " holds " + documents.size() + " documents");
    }
    return documents.get(0);
  }

  static List<JsonNode> yamlDocuments(String text) {
    List<JsonNode> documents = new ArrayList<>();
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      values.forEachRemaining(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  static JsonNode json(Path path) {
    try {
      return JSON.readTree(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Directories of the modules that have sources. */
  static List<Path> modules() {
    try (Stream<Path> paths = Files.list(ROOT)) {
      return paths.filter(path -> Files.isDirectory(path.resolve("src"))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files under a directory whose names end as given, sorted. */
  static List<Path> files(String directory, String suffix) {
    try (Stream<Path> paths = Files.walk(path(directory))) {
      return paths.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Value of a property of the parent pom, such as {@code flink.version}. */
  static String property(String name) {
    Matcher matcher =
        Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)</").matcher(text("pom.xml"));
    if (!matcher.find()) {
      throw new IllegalArgumentException("no property " + name);
    }
    return matcher.group(1);
  }

  /** All texts of an array of strings. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}
