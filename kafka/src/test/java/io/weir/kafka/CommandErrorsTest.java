package io.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandErrorsTest {
  @Command(name = "weir try")
  private static final class Failing implements Callable<Integer> {
    @Option(names = "--rate")
    private double rate;

    private final Exception failure;

    Failing(Exception failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  private record Ended(int code, String text) {}

  private static Ended run(Exception failure, String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine command = new CommandLine(new Failing(failure)).setErr(new PrintWriter(text));
    int code = CommandErrors.install(command).execute(arguments);
    assertThat(text.toString().lines()).hasSize(1).allMatch(line -> line.startsWith("weir try: "));
    return new Ended(code, text.toString().strip().substring("weir try: ".length()));
  }

  @Test
  void saysWhichFlagIsWrong() {
    Exception never = new IllegalStateException();
    assertThat(run(never, "--rat=2").code()).isEqualTo(CommandErrors.WRONG_ARGUMENTS);
    assertThat(run(never, "--rat=2").text()).contains("--rat=2").contains("did you mean --rate?");
    assertThat(run(never, "--rate=fast").text()).contains("'--rate'").contains("fast");
  }

  @Test
  void passesOnWhatIsWrittenForPeople() {
    Ended ended = run(new CommandFailedException("nothing to resume in x\n: leave out --resume"));
    assertThat(ended.code()).isEqualTo(CommandErrors.FAILED);
    assertThat(ended.text()).isEqualTo("nothing to resume in x : leave out --resume");
    assertThat(run(new IllegalArgumentException("rate must be positive, is 0.0")))
        .isEqualTo(new Ended(CommandErrors.WRONG_ARGUMENTS, "rate must be positive, is 0.0"));
  }

  @Test
  void findsTheReasonBelowWhatWrapsIt() throws Exception {
    assertThat(run(new ExecutionException(new BindException("Address already in use"))).text())
        .startsWith("a port is in use");
    assertThat(run(new IOException("x", new AccessDeniedException("/etc/weir"))).text())
        .isEqualTo("/etc/weir: permission denied");
    assertThat(run(new IOException("x", new UnknownHostException("nowhere"))).text())
        .isEqualTo("there is no such host: nowhere");
    assertThat(run(new KafkaException("x", new ConfigException("acks", "many"))).text())
        .startsWith("a Kafka property is wrong: Invalid value many for configuration acks");
    Path file = Files.createTempFile("weir", "");
    try {
      Files.createDirectories(file.resolve("below"));
    } catch (IOException e) {
      assertThat(run(e).text()).startsWith(file.toString()).hasSizeLessThan(200);
    }
    Files.delete(file);
  }

  @Test
  void namesTheLogForWhatNobodyForesaw() {
    String before = System.getProperty(CommandErrors.LOG_FILE_PROPERTY);
    System.setProperty(CommandErrors.LOG_FILE_PROPERTY, "some.log");
    try {
      assertThat(run(new ArrayIndexOutOfBoundsException("7")))
          .isEqualTo(
              new Ended(
                  CommandErrors.FAILED,
                  "an unexpected ArrayIndexOutOfBoundsException: 7; the stack trace is in some.log"));
    } finally {
      if (before == null) {
        System.clearProperty(CommandErrors.LOG_FILE_PROPERTY);
      } else {
        System.setProperty(CommandErrors.LOG_FILE_PROPERTY, before);
      }
    }
  }
}
