package io.weir.cli.campaign.file;

import io.weir.contract.Suggestions;
import io.weir.kafka.DurationConverter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads named values. What is missing, unreadable or unknown becomes a problem and reading goes on,
 * so that all problems come at once.
 */
final class FieldReader {
  private static final DurationConverter DURATIONS = new DurationConverter();

  private static final int MOST_DIGITS = 40;

  private final FileNode.Fields node;
  private final String path;
  private final List<FileProblem> problems;
  private final Set<String> known = new TreeSet<>();

  FieldReader(FileNode.Fields node, String path, List<FileProblem> problems) {
    this.node = node;
    this.path = path;
    this.problems = problems;
  }

  private String below(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  void problem(String key, String message) {
    FileNode at = node.fields().get(key);
    problems.add(new FileProblem(at == null ? node.line() : at.line(), below(key), message));
  }

  private @Nullable FileNode take(String key) {
    known.add(key);
    FileNode value = node.fields().get(key);
    return value instanceof FileNode.Text text && text.text().isEmpty() ? null : value;
  }

  /** Returns a text, or null if there is none. */
  @Nullable String text(String key) {
    FileNode value = take(key);
    if (value == null) {
      return null;
    }
    if (value instanceof FileNode.Text text) {
      return text.text();
    }
    problem(key, "must be one value");
    return null;
  }

  /** Returns a text that must be there, or an empty one. */
  String required(String key, String example) {
    String text = text(key);
    if (text == null && !(node.fields().get(key) instanceof FileNode.Fields)) {
      problem(key, "is missing; such as " + key + ": " + example);
    }
    return text == null ? "" : text;
  }

  boolean has(String key) {
    return node.fields().containsKey(key);
  }

  /** Returns named values below; none if they are missing. */
  FieldReader fields(String key, boolean required) {
    FileNode value = take(key);
    if (value instanceof FileNode.Fields fields) {
      return new FieldReader(fields, below(key), problems);
    }
    if (value != null) {
      problem(key, "must hold named values");
    } else if (required) {
      problem(key, "is missing");
    }
    int line = value == null ? node.line() : value.line();
    return new FieldReader(new FileNode.Fields(line, Map.of()), below(key), problems);
  }

  /** Returns names with a text each: a list of names, a comma-separated one, or named texts. */
  Map<String, String> names(String key) {
    FileNode value = take(key);
    Map<String, String> names = new LinkedHashMap<>();
    if (value instanceof FileNode.Fields fields) {
      fields.fields().forEach((name, item) -> put(names, key, name, item));
    } else if (value instanceof FileNode.Items items) {
      items.items().forEach(item -> put(names, key, null, item));
    } else if (value instanceof FileNode.Text text) {
      for (String name : text.text().split(",", -1)) {
        put(names, key, null, new FileNode.Text(text.line(), name.strip()));
      }
    }
    return names;
  }

  private void put(Map<String, String> names, String key, @Nullable String name, FileNode item) {
    if (!(item instanceof FileNode.Text text)) {
      problems.add(new FileProblem(item.line(), below(key), "must hold single values"));
      return;
    }
    String id = name == null ? text.text() : name;
    if (names.put(id, text.text().isEmpty() ? id : text.text()) != null) {
      problems.add(new FileProblem(item.line(), below(key), "names " + id + " twice"));
    }
  }

  /** Returns all values as texts, whatever their keys are. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : node.fields().keySet()) {
      String text = text(key);
      if (text != null) {
        texts.put(key, text);
      }
    }
    return texts;
  }

  /** Returns an exact number, or null. */
  @Nullable BigDecimal number(String key) {
    String text = text(key);
    return text == null ? null : number(key, text);
  }

  private @Nullable BigDecimal number(String key, String text) {
    try {
      BigDecimal number = new BigDecimal(text.replace("_", ""));
      if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
        throw new NumberFormatException("too long");
      }
      return number;
    } catch (NumberFormatException e) {
      problem(key, "is \"" + text + "\", which is no number such as 25000 or 0.5");
      return null;
    }
  }

  /** Returns a share written as 0.15 or 15%, or null. */
  @Nullable Double share(String key) {
    String text = text(key);
    return text == null ? null : share(key, text);
  }

  @Nullable Double share(String key, String text) {
    boolean percent = text.endsWith("%");
    BigDecimal number = number(key, percent ? text.substring(0, text.length() - 1).strip() : text);
    if (number == null) {
      return null;
    }
    return (percent ? number.movePointLeft(2) : number).doubleValue();
  }

  /** Returns true or false, or false if nothing is said. */
  boolean flag(String key) {
    String text = text(key);
    if (text == null || text.equalsIgnoreCase("false")) {
      return false;
    }
    if (!text.equalsIgnoreCase("true")) {
      problem(key, "is \"" + text + "\", allowed: true, false");
    }
    return true;
  }

  /** Returns a duration, or null. */
  @Nullable Duration duration(String key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    try {
      return DURATIONS.convert(text);
    } catch (TypeConversionException e) {
      problem(key, "is \"" + text + "\", which is no duration such as 90s, 30m, 2h or 7d");
      return null;
    }
  }

  /** Returns a time, or null. */
  @Nullable Instant time(String key, Instant now) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    if (text.equalsIgnoreCase("now")) {
      return now;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      problem(
          key,
          "is \""
              + text
              + "\", which is no time with its offset such as 2026-05-01T00:00:00+02:00,"
              + " 2026-04-30T22:00:00Z or now");
      return null;
    }
  }

  /** Makes a problem of every key that nothing has asked for. */
  void refuseOthers() {
    for (String key : node.fields().keySet()) {
      if (!known.contains(key)) {
        problem(key, "is no key here" + Suggestions.didYouMean(key, known) + knownKeys(key));
      }
    }
  }

  private String knownKeys(String key) {
    return Suggestions.nearest(key, known).isPresent()
        ? ""
        : "; known: " + String.join(", ", known);
  }
}
