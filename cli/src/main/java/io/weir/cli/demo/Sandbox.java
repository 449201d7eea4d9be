package io.weir.cli.demo;

import io.weir.cli.embedded.EmbeddedBroker;
import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.console.Console;
import io.weir.formats.FormatFlags;
import java.net.URI;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine;

/** Broker, cluster, jobs and console, with nobody yet who talks to them. */
final class Sandbox implements AutoCloseable {
  private final EmbeddedBroker broker;
  private final EmbeddedCluster cluster;
  private final Console console;
  private final String flinkAddress;

  private Sandbox(
      EmbeddedBroker broker, EmbeddedCluster cluster, Console console, String flinkAddress) {
    this.broker = broker;
    this.cluster = cluster;
    this.console = console;
    this.flinkAddress = flinkAddress;
  }

  /**
   * Where the parts listen, 0 for a free port.
   *
   * @param kafka the broker's
   * @param web of Flink's web UI
   * @param console the console's
   */
  record Ports(int kafka, int web, int console) {}

  /**
   * Starts all, and waits until the jobs run.
   *
   * @param eventFlags flags of those jobs that read events: how these are written, and where; their
   *     topics are created
   */
  static Sandbox start(WorkDirectory directory, Ports ports, List<String> eventFlags)
      throws Exception {
    String prefix = Demo.PREFIX;
    FormatFlags formats =
        CommandLine.populateCommand(new FormatFlags(), eventFlags.toArray(String[]::new));
    EmbeddedBroker broker = EmbeddedBroker.start(directory.broker(), ports.kafka());
    TreeSet<String> events = new TreeSet<>(DemoTopics.events(prefix));
    events.add(formats.impressionsTopic(prefix + FormatFlags.IMPRESSIONS));
    events.add(formats.treatmentsTopic(prefix + FormatFlags.TREATMENTS));
    events.add(formats.outcomesTopic(prefix + FormatFlags.OUTCOMES));
    broker.createTopics(events, DemoTopics.PARTITIONS, false);
    broker.createTopics(DemoTopics.compacted(prefix), 1, true);
    EmbeddedCluster cluster =
        EmbeddedCluster.start(
            directory.flink(), DemoJobs.SLOTS, ports.web(), DemoJobs.CHECKPOINT_INTERVAL);
    DemoJobs jobs =
        DemoJobs.submit(cluster, broker.bootstrapServers(), prefix, directory, eventFlags);
    jobs.awaitRunning();
    Console console = DemoConsole.start(ports.console(), broker.bootstrapServers());
    return new Sandbox(broker, cluster, console, cluster.restAddress().toString());
  }

  /** Returns host and port of the broker. */
  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Returns where everything listens, for people. */
  String addresses() {
    return "Kafka "
        + broker.bootstrapServers()
        + "    Flink "
        + flinkAddress
        + "    Console "
        + console.address();
  }

  /** Returns where the console is. */
  URI consoleAddress() {
    return console.address();
  }

  @Override
  public void close() throws Exception {
    try (broker;
        cluster) {
      console.close();
    }
  }
}
