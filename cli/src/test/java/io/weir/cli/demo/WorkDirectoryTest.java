package io.weir.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds files that no demo wrote");
    assertThat(parent.resolve("thesis.txt")).exists();
  }

  @Test
  void aNewRunDeletesTheRemainsOfAnEarlierOne() throws Exception {
    Path root = parent.resolve("demo");
    Files.createDirectories(WorkDirectory.open(root, false).broker());
    assertThat(WorkDirectory.open(root, false).broker()).doesNotExist();
  }

  @Test
  void aResumedRunFindsWhatTheEarlierOneLeft() throws Exception {
    Path root = parent.resolve("demo");
    WorkDirectory first = WorkDirectory.open(root, false);
    Files.createDirectories(first.broker());
    first.put("runs", "3");
    first.save();
    WorkDirectory second = WorkDirectory.open(root, true);
    assertThat(second.getLong("runs")).isEqualTo(3);
    assertThat(second.broker()).exists();
  }

  @Test
  void resumingNothingIsRefused() {
    assertThatThrownBy(() -> WorkDirectory.open(parent.resolve("none"), true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing to resume");
  }
}
