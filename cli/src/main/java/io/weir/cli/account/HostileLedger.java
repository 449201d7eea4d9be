package io.weir.cli.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where each message of {@code weir hostile} stands. */
public final class HostileLedger {
  private final Map<MessagePlace, String> kinds = new HashMap<>();
  private final Map<String, Long> refused = new TreeMap<>();

  private HostileLedger() {}

  /**
   * Reads ledgers.
   *
   * @param files lines of topic, partition, offset and kind, without a place where the broker
   *     refused the message
   * @throws IOException if a file cannot be read or holds something else
   */
  public static HostileLedger read(List<Path> files) throws IOException {
    HostileLedger all = new HostileLedger();
    for (Path path : files) {
      for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
        String[] parts = line.split(",", -1);
        if (parts.length != 4) {
          throw new IOException(path + " is no ledger of 'weir hostile': " + line);
        }
        all.add(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]), parts[3]);
      }
    }
    return all;
  }

  private void add(String topic, int partition, long offset, String kind) {
    if (partition < 0) {
      refused.merge(topic, 1L, Long::sum);
    } else {
      kinds.put(new MessagePlace(topic, partition, offset), kind);
    }
  }

  /** Whether a message is one of these. */
  public boolean contains(ConsumerRecord<byte[], byte[]> record) {
    return kinds.containsKey(MessagePlace.of(record));
  }

  boolean contains(MessagePlace place) {
    return kinds.containsKey(place);
  }

  boolean isEmpty() {
    return kinds.isEmpty() && refused.isEmpty();
  }

  /** What is wrong with each message, by its place. */
  Map<MessagePlace, String> kinds() {
    return kinds;
  }

  /** How many messages the broker refused, by topic. */
  Map<String, Long> refused() {
    return refused;
  }
}
