package io.weir.cli.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.simulator.event.EventStream;
import io.weir.simulator.traffic.GarbageKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the producers say they sent.
 *
 * @param impressionMessages distinct messages on the impressions topic, garbage included
 * @param garbage messages on all three topics that no job can use
 * @param spentMicros sum of the costs of all good outcomes, micros of the currency
 */
record SentMessages(long impressionMessages, long garbage, long spentMicros) {
  /**
   * Adds up the simulator's final reports.
   *
   * @param reports files whose last line is a report
   * @throws IOException if a file cannot be read or holds no report
   */
  static SentMessages read(List<Path> reports) throws IOException {
    long impressions = 0;
    long garbage = 0;
    long spent = 0;
    ObjectMapper json = new ObjectMapper();
    for (Path path : reports) {
      List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
      if (lines.isEmpty()) {
        throw new IOException(path + " is empty: the simulator did not end as it should");
      }
      JsonNode report = json.readTree(lines.get(lines.size() - 1));
      impressions += report.required("impressionsSent").asLong();
      JsonNode kinds = report.required("garbageSent");
      for (GarbageKind kind : GarbageKind.values()) {
        long sent = kinds.path(kind.name()).asLong(0);
        garbage += sent;
        impressions += kind.stream() == EventStream.IMPRESSIONS ? sent : 0;
      }
      for (JsonNode campaign : report.required("campaigns")) {
        spent += campaign.required("spentMicros").asLong();
      }
    }
    return new SentMessages(impressions, garbage, spent);
  }
}
