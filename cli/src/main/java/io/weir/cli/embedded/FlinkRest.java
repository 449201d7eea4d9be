package io.weir.cli.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.JobID;

/** Reads job state and metrics from Flink's REST interface, as any operator's script would. */
public final class FlinkRest {
  // A machine that has just been asked to start everything may answer slowly.
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI address;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Makes a client.
   *
   * @param address where the REST interface listens
   */
  public FlinkRest(URI address) {
    this.address = address;
  }

  /** Returns the job's status, such as RUNNING or RESTARTING. */
  public String jobStatus(JobID job) throws IOException, InterruptedException {
    return get("/jobs/" + job).path("state").asText();
  }

  /** Returns how often the job has been restarted from a checkpoint. */
  public long restarts(JobID job) throws IOException, InterruptedException {
    JsonNode metric = get("/jobs/" + job + "/metrics?get=numRestarts");
    return metric.isEmpty() ? 0 : metric.get(0).path("value").asLong();
  }

  /**
   * Sums a metric over all operators and subtasks of a job.
   *
   * @param suffix end of the metric's full name, such as {@code pendingRecords}
   * @return the sum, or empty while no subtask has reported it
   */
  public OptionalLong sum(JobID job, String suffix) throws IOException, InterruptedException {
    boolean found = false;
    double total = 0;
    for (String vertex : vertices(job)) {
      String path = "/jobs/" + job + "/vertices/" + vertex + "/subtasks/metrics";
      for (JsonNode metric : get(path)) {
        String name = metric.path("id").asText();
        if (name.endsWith(suffix)) {
          String query = "?agg=sum&get=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
          for (JsonNode value : get(path + query)) {
            total += value.path("sum").asDouble();
            found = true;
          }
        }
      }
    }
    return found ? OptionalLong.of(Math.round(total)) : OptionalLong.empty();
  }

  /** Returns the lowest watermark over all operators of a job, epoch milliseconds. */
  public OptionalLong lowWatermarkMillis(JobID job) throws IOException, InterruptedException {
    long lowest = Long.MAX_VALUE;
    for (String vertex : vertices(job)) {
      for (JsonNode subtask : get("/jobs/" + job + "/vertices/" + vertex + "/watermarks")) {
        long watermark = subtask.path("value").asLong(Long.MIN_VALUE);
        if (watermark > 0) {
          lowest = Math.min(lowest, watermark);
        }
      }
    }
    return lowest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(lowest);
  }

  /**
   * Sums a metric over all task managers, such as {@code Status.Flink.Memory.Managed.Used}.
   *
   * @return the sum; 0 where none has reported it
   */
  public long taskManagerSum(String metric) throws IOException, InterruptedException {
    double total = 0;
    for (JsonNode value : get("/taskmanagers/metrics?agg=sum&get=" + metric)) {
      total += value.path("sum").asDouble();
    }
    return Math.round(total);
  }

  private List<String> vertices(JobID job) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    get("/jobs/" + job).path("vertices").forEach(vertex -> ids.add(vertex.path("id").asText()));
    return ids;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("Flink answered " + response.statusCode() + " to " + path);
    }
    return json.readTree(response.body());
  }
}
