package io.weir.cli.serve;

import io.weir.cli.http.HttpFlags;
import io.weir.client.decision.DecisionMode;
import io.weir.kafka.DurationConverter;
import io.weir.kafka.KafkaFlags;
import io.weir.service.DecisionService;
import io.weir.service.config.ServiceOptions;
import io.weir.service.config.ServiceOptions.Acknowledge;
import io.weir.service.config.ServiceOptions.Events;
import io.weir.service.config.ServiceOptions.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir serve}: serves decisions until it is stopped. */
@Command(
    name = "serve",
    description = {
      "Serves decisions over HTTP and JSON, and writes the events of what it decided.",
      "",
      "Callers present the token of --token-file or of the variable "
          + ServiceOptions.TOKEN_VARIABLE
          + ". Without either, anybody may call, on the loopback address alone."
    },
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  @Mixin private KafkaFlags kafka = new KafkaFlags();

  @Mixin
  private final HttpFlags http =
      new HttpFlags(ServiceOptions.DEFAULT_PORT, ServiceOptions.TOKEN_VARIABLE);

  @Option(
      names = "--tls-key-store",
      paramLabel = "FILE",
      description = "PKCS 12 file of the service's key and certificate: HTTPS.")
  private @Nullable Path keyStore;

  @Option(
      names = "--tls-trust-store",
      paramLabel = "FILE",
      description = "PKCS 12 file of the authorities that callers' certificates must be from.")
  private @Nullable Path trustStore;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password of both stores.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--mode",
      defaultValue = "DECIDE",
      description =
          "DECIDE, or OBSERVE: callers decide by their own policy and say what they do; the holdout"
              + " is randomized all the same (default: ${DEFAULT-VALUE}).")
  private DecisionMode mode = DecisionMode.DECIDE;

  @Option(
      names = "--state-file",
      paramLabel = "FILE",
      description = "Where the last good campaigns, models and prices are kept over a restart.")
  private @Nullable Path stateFile;

  @Option(
      names = "--acknowledge",
      defaultValue = "BROKER",
      description =
          "BROKER: answer once the broker has the events; QUEUE: at once, and lose what is queued"
              + " if the process is killed (default: ${DEFAULT-VALUE}).")
  private Acknowledge acknowledge = Acknowledge.BROKER;

  @Option(
      names = "--treatment-in-impression",
      description =
          "Let each impression carry its treatment, in place of a message of its own. Only once the"
              + " attribution and budget jobs are of a release that reads it.")
  private boolean treatmentInImpression;

  @Option(
      names = "--no-events",
      description =
          "Write no events: callers write down what they did, on topics of their own that the jobs"
              + " read.")
  private boolean noEvents;

  @Option(
      names = "--queue",
      defaultValue = "20000",
      description = "Most events that wait for the broker; beyond it 429 (default: 20000).")
  private int queue;

  @Option(
      names = "--remember",
      defaultValue = "200000",
      description = "How many requests are remembered for repetitions (default: 200000).")
  private int remember;

  @Option(
      names = "--delivery-timeout",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "After this an event counts as failed: 503 (default: ${DEFAULT-VALUE}).")
  private Duration deliveryTimeout = Duration.ofSeconds(10);

  @Option(
      names = "--most-request-bytes",
      defaultValue = "1048576",
      description = "Largest body (default: ${DEFAULT-VALUE}).")
  private int mostRequestBytes;

  /**
   * Serves until the process is told to stop.
   *
   * @return 0
   */
  @Override
  public Integer call() throws Exception {
    kafka.validate();
    http.requireFree();
    ServiceOptions options =
        new ServiceOptions(
            kafka.clientMap(),
            kafka.topicPrefix(),
            http.host(),
            http.port(),
            http.token(),
            tls(),
            mode,
            stateFile,
            acknowledge,
            queue,
            remember,
            deliveryTimeout,
            mostRequestBytes,
            events());
    requireAuthorization(options);
    DecisionService service = DecisionService.start(options);
    System.out.println("decisions " + service.address());
    HttpFlags.serve("service", kafka, service::close);
    return 0;
  }

  private Events events() {
    if (noEvents && treatmentInImpression) {
      throw new IllegalArgumentException("--no-events leaves --treatment-in-impression no message");
    }
    return noEvents ? Events.NONE : treatmentInImpression ? Events.WHOLE : Events.APART;
  }

  private static void requireAuthorization(ServiceOptions options) throws IOException {
    boolean mutual = options.tls() != null && options.tls().trustStore() != null;
    if (options.token() == null
        && !mutual
        && !InetAddress.getByName(options.host()).isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "beyond the loopback address the service needs --token-file, "
              + ServiceOptions.TOKEN_VARIABLE
              + " or --tls-trust-store");
    }
  }

  private @Nullable Tls tls() throws IOException {
    if (keyStore == null) {
      if (trustStore != null || passwordFile != null) {
        throw new IllegalArgumentException("TLS needs --tls-key-store");
      }
      return null;
    }
    if (passwordFile == null) {
      throw new IllegalArgumentException("--tls-key-store needs --tls-password-file");
    }
    String password = HttpFlags.firstLine(passwordFile, "--tls-password-file");
    return new Tls(keyStore, password, trustStore, password);
  }
}
