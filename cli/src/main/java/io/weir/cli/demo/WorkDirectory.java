package io.weir.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weir.kafka.CommandErrors;
import io.weir.kafka.CommandFailedException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one directory under which a demo keeps everything: the broker's logs, checkpoints,
 * savepoints, and what a later run needs to take it up again. One demo at a time holds it.
 */
final class WorkDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);
  private static final String MARKER = "weir-demo.properties";

  private final Path root;
  private final FileChannel lock;
  private final Properties state = new Properties();

  private WorkDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Opens a directory and holds it until it is closed, or the process ends.
   *
   * @param root where
   * @param resume whether an earlier run is taken up; otherwise its remains are deleted first
   * @throws CommandFailedException if another demo is running in it, it holds files that no demo
   *     wrote, there is nothing to resume, or it cannot be used
   */
  static WorkDirectory open(Path root, boolean resume) throws CommandFailedException {
    try {
      return openLocked(root, resume);
    } catch (IOException e) {
      throw new CommandFailedException(
          root
              + " cannot be the work directory ("
              + CommandErrors.explain(e)
              + "): name another with --work-dir",
          e);
    }
  }

  private static WorkDirectory openLocked(Path root, boolean resume)
      throws IOException, CommandFailedException {
    Path absolute = root.toAbsolutePath().normalize();
    WorkDirectory directory = new WorkDirectory(absolute, lock(absolute));
    try {
      directory.prepare(root, resume);
      return directory;
    } catch (IOException | CommandFailedException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private void prepare(Path given, boolean resume) throws IOException, CommandFailedException {
    Path marker = root.resolve(MARKER);
    if (Files.exists(marker)) {
      if (resume) {
        try (Reader reader = Files.newBufferedReader(marker)) {
          state.load(reader);
        }
        return;
      }
      delete();
    } else if (resume) {
      throw new CommandFailedException(
          "nothing to resume in " + given + ": run it once with --keep and without --resume");
    } else if (Files.isDirectory(root) && !isEmpty(root)) {
      throw new CommandFailedException(
          given + " holds files that no demo wrote; name an empty directory with --work-dir");
    }
    Files.createDirectories(root);
    save();
  }

  /**
   * Takes the lock, which lies beside the directory, for the directory itself is deleted. The
   * system lets go of it when the process ends, however it ends; the file stays, since a file that
   * is deleted under a lock no longer keeps others out.
   */
  private static FileChannel lock(Path root) throws IOException, CommandFailedException {
    Path file = root.resolveSibling(root.getFileName() + ".lock");
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("held by this very process", e);
    }
    channel.close();
    throw new CommandFailedException(
        "another demo runs in "
            + root
            + " (process "
            + Files.readString(file)
            + "): stop it, or name another --work-dir");
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

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }
}
