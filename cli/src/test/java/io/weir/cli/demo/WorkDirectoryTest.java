package io.weir.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kafka.CommandFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {
  @TempDir Path parent;

  @Test
  void neverDeletesWhatNoDemoWrote() throws Exception {
    Files.writeString(parent.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> WorkDirectory.open(parent, false))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("holds files that no demo wrote");
    assertThat(parent.resolve("thesis.txt")).exists();
  }

  @Test
  void aNewRunDeletesTheRemainsOfAnEarlierOne() throws Exception {
    Path root = parent.resolve("demo");
    try (WorkDirectory first = WorkDirectory.open(root, false)) {
      Files.createDirectories(first.broker());
    }
    try (WorkDirectory second = WorkDirectory.open(root, false)) {
      assertThat(second.broker()).doesNotExist();
    }
  }

  @Test
  void aResumedRunFindsWhatTheEarlierOneLeft() throws Exception {
    Path root = parent.resolve("demo");
    try (WorkDirectory first = WorkDirectory.open(root, false)) {
      Files.createDirectories(first.broker());
      first.put("runs", "3");
      first.save();
    }
    try (WorkDirectory second = WorkDirectory.open(root, true)) {
      assertThat(second.getLong("runs")).isEqualTo(3);
      assertThat(second.broker()).exists();
    }
  }

  @Test
  void aSecondDemoIsRefusedAndTouchesNothing() throws Exception {
    Path root = parent.resolve("demo");
    try (WorkDirectory first = WorkDirectory.open(root, false)) {
      Files.writeString(root.resolve("log"), "of the first");
      for (boolean resume : new boolean[] {false, true}) {
        assertThatThrownBy(() -> WorkDirectory.open(root, resume))
            .isInstanceOf(CommandFailedException.class)
            .hasMessageContaining("another demo runs in " + first.root())
            .hasMessageContaining("process " + ProcessHandle.current().pid())
            .hasMessageContaining("--work-dir");
      }
      assertThat(root.resolve("log")).hasContent("of the first");
    }
    WorkDirectory.open(root, false).close();
  }

  /** The lock is the system's, so it keeps other processes out, and ends with its process. */
  @Test
  void anotherProcessIsRefusedUntilTheFirstEnds() throws Exception {
    Path root = parent.resolve("demo");
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                root.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(holder.inputReader(UTF_8).readLine()).isEqualTo("held");
      assertThatThrownBy(() -> WorkDirectory.open(root, false))
          .hasMessageContaining("process " + holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    WorkDirectory.open(root, false).close();
  }

  /** Holds a directory until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      try (WorkDirectory directory = WorkDirectory.open(Path.of(arguments[0]), false)) {
        System.out.println("held");
        Thread.sleep(Long.MAX_VALUE);
        directory.save();
      }
    }
  }

  @Test
  void resumingNothingIsRefused() {
    assertThatThrownBy(() -> WorkDirectory.open(parent.resolve("none"), true))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("nothing to resume");
  }
}
