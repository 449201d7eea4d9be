package io.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kafka.CommandErrors;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What commands say, and how they end, where nothing needs a broker. */
class WeirCommandTest {
  @TempDir private Path directory;

  private record Ended(int code, String out, String err) {}

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine parser =
        WeirCommand.parser().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = parser.execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  private static void failsInOneLine(Ended ended, int code, String... parts) {
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).contains(parts).doesNotContain("Exception");
    assertThat(ended.code()).isEqualTo(code);
    assertThat(ended.out()).isEmpty();
  }

  static Stream<List<String>> everyCommand() {
    List<List<String>> all = new ArrayList<>();
    collect(WeirCommand.parser(), List.of(), all);
    return all.stream();
  }

  private static void collect(CommandLine command, List<String> path, List<List<String>> into) {
    into.add(path);
    command
        .getSubcommands()
        .forEach(
            (name, below) ->
                collect(below, Stream.concat(path.stream(), Stream.of(name)).toList(), into));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void tellsItsVersionAndItsExitCodes(List<String> path) {
    Ended version =
        run(Stream.concat(path.stream(), Stream.of("--version")).toArray(String[]::new));
    assertThat(version.out()).matches("(?s)weir \\d+\\.\\d+.*Java \\d+.*");
    assertThat(version.code()).isZero();
    Ended help = run(Stream.concat(path.stream(), Stream.of("--help")).toArray(String[]::new));
    assertThat(help.out()).contains("Exit codes:").contains("stopped by Ctrl-C");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void namesTheFlagThatWasMisspelt() {
    failsInOneLine(
        run("demo", "--rat=3"),
        CommandErrors.WRONG_ARGUMENTS,
        "weir demo: ",
        "did you mean --rate?");
  }

  @Test
  void startsNoDemoThatCannotWork() throws Exception {
    failsInOneLine(
        run("demo", "--rate=0"), CommandErrors.WRONG_ARGUMENTS, "--rate must be positive");
    failsInOneLine(run("demo", "--duration=5s"), CommandErrors.WRONG_ARGUMENTS, "--duration");
    failsInOneLine(
        run("demo", "--web-port=70000"), CommandErrors.WRONG_ARGUMENTS, "--web-port", "65535");
    failsInOneLine(
        run("demo", "--web-port=0", "--console-port=0", "--learning=gate.tolerence=1"),
        CommandErrors.WRONG_ARGUMENTS,
        "gate.tolerence",
        "did you mean gate.tolerance?");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      failsInOneLine(
          run("demo", "--web-port=0", "--console-port=" + taken.getLocalPort()),
          CommandErrors.FAILED,
          "port " + taken.getLocalPort(),
          "--console-port");
    }
  }

  @Test
  void namesTheDirectoryThatCannotBeUsed() throws Exception {
    String nothing = "--work-dir=" + directory.resolve("nothing");
    failsInOneLine(
        run("demo", "--web-port=0", "--console-port=0", "--resume", nothing),
        CommandErrors.FAILED,
        "nothing to resume in " + directory.resolve("nothing"));
    Path file = Files.writeString(directory.resolve("file"), "");
    failsInOneLine(
        run("demo", "--web-port=0", "--console-port=0", "--work-dir=" + file.resolve("below")),
        CommandErrors.FAILED,
        file.toString(),
        "--work-dir");
  }

  @Test
  void namesTheBrokerThatDoesNotAnswer() {
    failsInOneLine(
        run("account", "--bootstrap-servers=localhost:1"),
        CommandErrors.FAILED,
        "no Kafka broker answers at localhost:1",
        "--bootstrap-servers");
  }
}
