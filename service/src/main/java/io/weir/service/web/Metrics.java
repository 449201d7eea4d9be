package io.weir.service.web;

import io.weir.client.health.ClientHealth;
import io.weir.service.events.EventLog;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts, as Prometheus reads them (text exposition format, version 0.0.4). */
final class Metrics {
  private static final double[] BOUNDS_SECONDS = {
    .0005, .001, .002, .003, .005, .0075, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
  };

  private final Map<String, LongAdder> responses = new ConcurrentSkipListMap<>();
  private final LongAdder[] buckets = new LongAdder[BOUNDS_SECONDS.length + 1];
  private final LongAdder sumNanos = new LongAdder();

  Metrics() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /** Counts an answered request. */
  void answered(String path, int status, long nanos) {
    String labels = "path=\"" + path + "\",status=\"" + status + "\"";
    responses.computeIfAbsent(labels, key -> new LongAdder()).increment();
    int i = 0;
    while (i < BOUNDS_SECONDS.length && nanos > BOUNDS_SECONDS[i] * 1e9) {
      i++;
    }
    buckets[i].increment();
    sumNanos.add(nanos);
  }

  String text(ClientHealth client, EventLog log) {
    StringBuilder out = new StringBuilder(4_096);
    head(out, "weir_service_responses_total", "counter", "Answered requests.");
    responses.forEach(
        (labels, count) -> line(out, "weir_service_responses_total{" + labels + "}", count.sum()));
    String name = "weir_service_request_seconds";
    head(out, name, "histogram", "Time from a request's last byte to its answer.");
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i].sum();
      String bound = i < BOUNDS_SECONDS.length ? Double.toString(BOUNDS_SECONDS[i]) : "+Inf";
      line(out, name + "_bucket{le=\"" + bound + "\"}", seen);
    }
    out.append(String.format(Locale.ROOT, "%s_sum %.6f\n", name, sumNanos.sum() / 1e9));
    line(out, name + "_count", seen);
    head(out, "weir_service_decisions_total", "counter", "Decisions by reason.");
    client
        .decisions()
        .forEach(
            (reason, count) ->
                line(out, "weir_service_decisions_total{reason=\"" + reason + "\"}", count));
    head(out, "weir_service_events_written_total", "counter", "Events the broker has taken.");
    line(out, "weir_service_events_written_total", log.written());
    head(out, "weir_service_events_failed_total", "counter", "Events not taken in time.");
    line(out, "weir_service_events_failed_total", log.failed());
    head(out, "weir_service_events_queued", "gauge", "Events that wait for the broker.");
    line(out, "weir_service_events_queued", log.queued());
    head(out, "weir_service_following", "gauge", "Whether the client follows its topics.");
    line(out, "weir_service_following", client.isFollowing() ? 1 : 0);
    head(out, "weir_service_campaigns", "gauge", "Campaigns known.");
    line(out, "weir_service_campaigns", client.campaigns().size());
    head(out, "weir_service_client_errors_total", "counter", "Errors of the client's consumer.");
    line(out, "weir_service_client_errors_total", client.kafkaErrors());
    return out.toString();
  }

  private static void head(StringBuilder out, String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder out, String name, long value) {
    out.append(name).append(' ').append(value).append('\n');
  }
}
