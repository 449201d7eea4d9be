package io.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandsReferenceTest {
  @Test
  void thePageInTheDocsIsWhatTheCommandsSay() throws Exception {
    Path file = Path.of("").toAbsolutePath().getParent().resolve(CommandsReference.FILE);
    assertThat(Files.readString(file))
        .as("stale: run io.weir.cli.CommandsReference in the root of the repository")
        .isEqualTo(CommandsReference.page());
  }
}
