package io.weir.cli.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one directory under which a demo keeps everything: the broker's logs, checkpoints,
 * savepoints, the log file, and what a later run needs to take it up again.
 */
final class WorkDirectory {
  private static final String MARKER = "weir-demo.properties";

  private final Path root;
  private final Properties state = new Properties();

  private WorkDirectory(Path root) {
    this.root = root;
  }

  /**
   * Opens a directory.
   *
   * @param root where
   * @param resume whether an earlier run is taken up; otherwise its remains are deleted first
   * @throws IOException if the directory holds files that no demo wrote, or cannot be used, or
   *     there is nothing to resume
   */
  static WorkDirectory open(Path root, boolean resume) throws IOException {
    WorkDirectory directory = new WorkDirectory(root.toAbsolutePath().normalize());
    Path marker = directory.root.resolve(MARKER);
    if (Files.exists(marker)) {
      if (resume) {
        try (Reader reader = Files.newBufferedReader(marker)) {
          directory.state.load(reader);
        }
        return directory;
      }
      directory.delete();
    } else if (resume) {
      throw new IOException("nothing to resume in " + root);
    } else if (Files.isDirectory(directory.root) && !isEmpty(directory.root)) {
      throw new IOException(root + " holds files that no demo wrote; name an empty directory");
    }
    Files.createDirectories(directory.root);
    directory.save();
    return directory;
  }

  Path broker() {
    return root.resolve("broker");
  }

  Path flink() {
    return root.resolve("flink");
  }

  Path root() {
    return root;
  }

  @Nullable String get(String key) {
    return state.getProperty(key);
  }

  long getLong(String key) {
    return Long.parseLong(state.getProperty(key, "0"));
  }

  void put(String key, String value) {
    state.setProperty(key, value);
  }

  void save() throws IOException {
    try (Writer writer = Files.newBufferedWriter(root.resolve(MARKER))) {
      state.store(writer, "A Weir demo lives here; ./weir demo deletes or resumes it.");
    }
  }

  void delete() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }
}
