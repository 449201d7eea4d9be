package io.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Impression;
import io.weir.schemas.Treatment;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was acknowledged survives a service that is killed in mid-load, and stands there once. */
@Timeout(300)
class KilledServiceITCase {
  private static final int CALLERS = 8;
  private static final int BEFORE_THE_KILL = 1_500;

  private TestTopics topics;

  @BeforeEach
  void startBroker() throws Exception {
    topics = new TestTopics();
    topics.send("campaigns", Campaign.class, TestTopics.campaign(1, CampaignStatus.ACTIVE, 0.2));
    topics.publishModel();
  }

  @AfterEach
  void stopBroker() throws Exception {
    topics.close();
  }

  @Test
  void everyAcknowledgedDecisionIsOnTheTopicsOnce() throws Exception {
    Map<String, String> acknowledged = new ConcurrentHashMap<>();
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    for (int round = 0; round < 2; round++) {
      killInMidLoad(round, acknowledged, sent);
    }
    Map<String, List<Impression>> impressions = topics.read("impressions", Impression.class);
    Map<String, List<Treatment>> treatments = topics.read("treatments", Treatment.class);
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(2 * BEFORE_THE_KILL);
    acknowledged.forEach(
        (id, arm) -> {
          assertThat(impressions.get(id)).as(id).hasSize(1);
          assertThat(treatments.get(id)).as(id).hasSize(1);
          assertThat(treatments.get(id).get(0).getArmId()).isEqualTo(arm);
        });
    // Nor does anything stand there twice, or that nobody sent.
    assertThat(impressions.values()).allMatch(copies -> copies.size() == 1);
    assertThat(treatments.values()).allMatch(copies -> copies.size() == 1);
    assertThat(sent).containsAll(impressions.keySet());
    System.out.printf(
        "%d sent, %d acknowledged, %d impressions, %d treatments%n",
        sent.size(), acknowledged.size(), impressions.size(), treatments.size());
  }

  private void killInMidLoad(int round, Map<String, String> acknowledged, Queue<String> sent)
      throws Exception {
    Process process = serve();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      Caller caller = new Caller(URI.create(output.readLine()), "");
      int before = acknowledged.size();
      AtomicBoolean running = new AtomicBoolean(true);
      AtomicInteger next = new AtomicInteger();
      ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
      for (int c = 0; c < CALLERS; c++) {
        callers.execute(() -> call(round, caller, running, next, acknowledged, sent));
      }
      while (acknowledged.size() - before < BEFORE_THE_KILL) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(20);
      }
      process.destroyForcibly().waitFor();
      running.set(false);
      callers.shutdown();
      assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void call(
      int round,
      Caller caller,
      AtomicBoolean running,
      AtomicInteger next,
      Map<String, String> acknowledged,
      Queue<String> sent) {
    while (running.get()) {
      String id = "r" + round + "-" + next.incrementAndGet();
      sent.add(id);
      try {
        Caller.Answer answer = caller.post("/v1/decisions", Caller.decision(id, "u" + id, ""));
        if (answer.status() == 200) {
          acknowledged.put(id, answer.body().get("armId").textValue());
        }
      } catch (IOException e) {
        return; // killed
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Process serve() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            ServeMain.class.getName(),
            String.valueOf(topics.kafka().get("bootstrap.servers")))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
