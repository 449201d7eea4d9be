package io.weir.jobs.common;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Savepoints of releases, kept among the test resources. */
public final class SavepointFiles {
  private SavepointFiles() {}

  /**
   * Keeps a savepoint. Where it was made stands in the names of states that its metadata hold
   * themselves, though nothing is read from there; the name is blotted out, byte for byte.
   *
   * @param written where Flink says that it lies
   * @param target directory to make
   */
  public static void keep(String written, Path target) throws IOException {
    Path source = Path.of(URI.create(written));
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        blot(bytes, source.toString().getBytes(StandardCharsets.UTF_8));
        Files.write(target.resolve(file.getFileName()), bytes);
      }
    }
  }

  private static void blot(byte[] bytes, byte[] path) {
    byte[] other =
        ("/savepoint" + "-".repeat(path.length))
            .substring(0, path.length)
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i + path.length <= bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + path.length, path, 0, path.length)) {
        System.arraycopy(other, 0, bytes, i, path.length);
      }
    }
  }

  /** Returns the savepoints in a directory, one for each release. */
  public static List<Path> of(Path directory) throws IOException {
    try (Stream<Path> releases = Files.list(directory)) {
      return releases.sorted().toList();
    }
  }
}
