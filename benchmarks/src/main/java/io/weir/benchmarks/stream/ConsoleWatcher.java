package io.weir.benchmarks.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Reads a console's server-sent events, as its page does. */
final class ConsoleWatcher implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Gets what the console says was spent. */
  @FunctionalInterface
  interface Spend {
    /** Called for each event, in order, with the time at which it had been read. */
    void seen(String campaignId, long spentMicros, long nanos);
  }

  private final InputStream events;
  private final Spend spend;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Connects and reads from then on.
   *
   * @param console its address
   * @throws IOException if it does not answer
   */
  ConsoleWatcher(URI console, Spend spend) throws IOException, InterruptedException {
    this.spend = spend;
    this.events =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(console.resolve("events")).build(),
                BodyHandlers.ofInputStream())
            .body();
    this.thread = new Thread(this::read, "console-watcher");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
      boolean ours = false;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("event:")) {
          ours = line.substring(6).strip().equals("campaign");
        } else if (line.startsWith("data:") && ours) {
          JsonNode campaign = JSON.readTree(line.substring(5));
          spend.seen(
              campaign.path("campaignId").asText(),
              campaign.at("/budget/spentMicros").asLong(),
              System.nanoTime());
        }
      }
    } catch (IOException e) {
      if (!closed) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    events.close();
  }
}
