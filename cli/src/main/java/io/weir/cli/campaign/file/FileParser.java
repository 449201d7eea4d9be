package io.weir.cli.campaign.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the text of a file into values. Numbers stay as they are written. */
final class FileParser {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  /** An arm may well be named "no". */
  private static final JsonFactory YAML =
      YAMLFactory.builder().enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS).build();

  private final JsonParser parser;
  private final List<FileProblem> problems;

  private FileParser(JsonParser parser, List<FileProblem> problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /**
   * Parses.
   *
   * @param json whether it is JSON, else YAML
   * @param problems what is wrong is added here
   * @return the values, or null if it is neither
   */
  static FileNode.@Nullable Fields parse(String text, boolean json, List<FileProblem> problems) {
    try (JsonParser parser = (json ? JSON : YAML).createParser(text)) {
      if (parser.nextToken() == null) {
        problems.add(new FileProblem(0, "", "is empty"));
        return null;
      }
      FileNode root = new FileParser(parser, problems).node("");
      if (root instanceof FileNode.Fields fields) {
        return fields;
      }
      problems.add(new FileProblem(root.line(), "", "holds no named values such as campaign: ID"));
      return null;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String message = e.getOriginalMessage().strip().replaceAll("\\s*\\R\\s*", " ");
      problems.add(
          new FileProblem(
              Math.max(0, line), "", "is no " + (json ? "JSON" : "YAML") + ": " + message));
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("a string must be readable", e);
    }
  }

  private FileNode node(String path) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      problems.add(new FileProblem(line, path, "aliases (*) are not supported: write it out"));
      return new FileNode.Text(line, "");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> fields(line, path);
      case START_ARRAY -> items(line, path);
      case VALUE_NULL -> new FileNode.Text(line, "");
      default -> new FileNode.Text(line, parser.getText().strip());
    };
  }

  private FileNode fields(int line, String path) throws IOException {
    Map<String, FileNode> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int nameLine = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      String below = path.isEmpty() ? name : path + "." + name;
      if (fields.put(name, node(below)) != null) {
        problems.add(new FileProblem(nameLine, below, "stands twice"));
      }
    }
    return new FileNode.Fields(line, fields);
  }

  private FileNode items(int line, String path) throws IOException {
    List<FileNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(path));
    }
    return new FileNode.Items(line, items);
  }
}
