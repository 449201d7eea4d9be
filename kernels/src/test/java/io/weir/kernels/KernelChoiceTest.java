package io.weir.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.linalg.DenseKernels;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice is made once per JVM, so each case has a JVM of its own. */
class KernelChoiceTest {
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir Path directory;

  /** Prints the kernels a JVM chooses. */
  public static final class Choice {
    public static void main(String[] arguments) {
      System.out.print(DenseKernels.best().name());
    }
  }

  @Test
  void fallsBackWhereThereIsNoNativeLibraryForThePlatform() throws Exception {
    String[] entries = CLASS_PATH.split(File.pathSeparator);
    String pure =
        Arrays.stream(entries)
            .filter(entry -> !entry.contains("linux-x86_64"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(pure.split(File.pathSeparator)).hasSize(entries.length - 2);
    assertThat(choose(pure)).isEqualTo("netlib-java");
  }

  @Test
  void usesTheVectorModuleWhereTheJvmHasIt() throws Exception {
    assertThat(choose(CLASS_PATH, "--add-modules=jdk.incubator.vector", "-Dweir.kernels=netlib"))
        .isEqualTo("netlib-vector");
  }

  @Test
  void takesTheKernelsAskedFor() throws Exception {
    assertThat(choose(CLASS_PATH, "-Dweir.kernels=ejml")).isEqualTo("ejml");
    assertThat(choose(CLASS_PATH, "-Dweir.kernels=none-such")).isEqualTo("exit 1");
  }

  private String choose(String classPath, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath, Choice.class.getName()));
    Path out = Files.createTempFile(directory, "choice", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0
        ? Files.readString(out, StandardCharsets.UTF_8)
        : "exit " + process.exitValue();
  }
}
