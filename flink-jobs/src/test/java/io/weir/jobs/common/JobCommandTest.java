package io.weir.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a job's main method says, and when it submits. */
class JobCommandTest {
  @Command(name = "try", mixinStandardHelpOptions = true)
  private static final class Options implements JobCommand.Options {
    @Option(names = "--rate")
    private int rate = 1;

    @Override
    public void validate() {
      Checks.require(rate > 0, "--rate must be above zero");
    }
  }

  private final List<Integer> submitted = new ArrayList<>();

  private void run(String... arguments) throws Exception {
    JobCommand.run(new Options(), (environment, options) -> submitted.add(options.rate), arguments);
  }

  private void refuses(String line, String... arguments) {
    assertThatExceptionOfType(ProgramParametrizationException.class)
        .isThrownBy(() -> run(arguments))
        .withMessage(line);
    assertThat(submitted).isEmpty();
  }

  @Test
  void submitsWhatIsRight() throws Exception {
    run("--rate", "7");
    assertThat(submitted).containsExactly(7);
  }

  @Test
  void saysInOneLineWhatIsWrong() {
    refuses("weir try: --rate must be above zero (see weir try --help)", "--rate", "0");
    refuses(
        "weir try: Unknown option: '--rat=7'; did you mean --rate? (see weir try --help)",
        "--rat=7");
  }

  @Test
  void submitsNothingWhereItIsAskedForHelp() throws Exception {
    run("--help");
    run("--version", "--rate=0");
    assertThat(submitted).isEmpty();
  }
}
