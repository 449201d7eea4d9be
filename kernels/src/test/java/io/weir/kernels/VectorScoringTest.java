package io.weir.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel is chosen once per JVM, so each case has a JVM of its own. */
class VectorScoringTest {
  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  @TempDir Path directory;

  @Test
  void agreesWithPlainJavaToTheBitOnAMillionRows() throws Exception {
    assertThat(run(50, MODULE)).isEqualTo("vector: 1000000 rows, 0 differ");
  }

  @Test
  void plainJavaServesWhereTheModuleIsNot() throws Exception {
    assertThat(run(1)).isEqualTo("plain: 20000 rows, 0 differ");
  }

  @Test
  void takesTheKernelAskedFor() throws Exception {
    assertThat(run(1, MODULE, "-Dweir.scoring=plain")).startsWith("plain:");
    assertThat(run(1, "-Dweir.scoring=vector")).isEqualTo("exit 1");
  }

  private String run(int models, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ScoringAgreement.class.getName(), "" + models));
    File out = Files.createTempFile(directory, "agreement", ".txt").toFile();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0
        ? Files.readString(out.toPath(), StandardCharsets.UTF_8)
        : "exit " + process.exitValue();
  }
}
