package io.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandsReferenceTest {
  @Test
  void thePageInTheDocsIsWhatTheCommandsSay() throws Exception {
    Path file = Path.of("").toAbsolutePath().getParent().resolve(CommandsReference.FILE);
    if (Boolean.getBoolean("weir.docs.write")) {
      Files.writeString(file, CommandsReference.page());
    }
    assertThat(Files.readString(file))
        .as(
            "stale: mvn -Dfast -pl cli -am -Dtest=CommandsReferenceTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dweir.docs.write=true test")
        .isEqualTo(CommandsReference.page());
  }
}
