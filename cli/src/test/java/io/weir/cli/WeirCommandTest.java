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
import org.junit.jupiter.params.provider.ValueSource;
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

  @ParameterizedTest
  @ValueSource(strings = {"account", "create-topics", "simulate --duration=1s"})
  void namesTheBrokerThatDoesNotAnswer(String command) {
    failsInOneLine(
        run((command + " --bootstrap-servers=localhost:1").split(" ")),
        CommandErrors.FAILED,
        "no Kafka broker answers at localhost:1",
        "--bootstrap-servers");
  }

  static Stream<List<String>> wrongValues() {
    return Stream.of(
        List.of("simulate --rate=0", "--rate must be above zero"),
        List.of("simulate --duration=PT-5S", "--duration must be above zero"),
        List.of("simulate --holdout-rate=2", "--holdout-rate must lie between 0 and 1"),
        List.of("simulate --max-disorder=10m", "--max-disorder must be less than half"),
        List.of("simulate --kafka-properties=/no/such/file", "/no/such/file"),
        List.of("hostile --ledger=l --rate=0", "--rate"),
        List.of("hostile --ledger=l --window=PT-5S", "--window"),
        List.of("study --seeds=3-1", "--seeds must begin with the lower end"),
        List.of("study --seeds=x", "--seeds must be as 7 or 1-5"),
        List.of("study --reference=nope", "--reference nope is none of"),
        List.of("study --methods=nope", "unknown method: nope"),
        List.of("create-topics --retention=PT-5S", "--retention must be above zero"),
        List.of("campaign pause x --wait=PT-5S", "--wait must not be negative"),
        List.of("replay --out-of-orderness=PT-5S", "--out-of-orderness must not be negative"),
        List.of("replay --description=/no/such/file", "/no/such/file cannot be read"),
        List.of("replay --learning=gate.tolerence=1", "gate.tolerence"),
        List.of("backtest -d /no/such/file", "cannot read the description /no/such/file: there is"),
        List.of("serve --port=70000", "--port must lie between 0 and 65535"),
        List.of("console --port=-1", "--port must lie between 0 and 65535"));
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void namesTheFlagWhoseValueIsWrong(List<String> given) {
    failsInOneLine(run(given.get(0).split(" ")), CommandErrors.WRONG_ARGUMENTS, given.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "console"})
  void namesThePortThatIsTaken(String command) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      failsInOneLine(
          run(command, "--port=" + taken.getLocalPort()),
          CommandErrors.FAILED,
          "port " + taken.getLocalPort(),
          "choose another with --port");
    }
  }

  @Test
  void saysThatADirectoryIsNoCampaign() {
    Ended ended = run("campaign", "validate", directory.toString());
    assertThat(ended.err() + ended.out()).contains("is a directory: name the file");
    assertThat(ended.code()).isNotZero();
  }
}
