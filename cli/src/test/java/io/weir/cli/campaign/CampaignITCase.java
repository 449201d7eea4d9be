package io.weir.cli.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cli.WeirCommand;
import io.weir.cli.embedded.EmbeddedBroker;
import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.jobs.budget.BudgetJob;
import io.weir.jobs.budget.BudgetOptions;
import io.weir.jobs.budget.BudgetSinks;
import io.weir.jobs.budget.BudgetSources;
import io.weir.kafka.CommandErrors;
import io.weir.kafka.TopicReader;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns by command, on a real broker, with a real budget job. */
class CampaignITCase {
  @TempDir private static Path directory;
  private static EmbeddedBroker broker;
  private static Map<String, Object> client;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(directory.resolve("broker"));
    client = Map.of("bootstrap.servers", broker.bootstrapServers());
    assertThat(
            WeirCommand.parser()
                .execute("create-topics", "--bootstrap-servers=" + broker.bootstrapServers()))
        .isZero();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Ended campaign(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("campaign"));
    all.addAll(List.of(arguments));
    if (!arguments[0].equals("validate")) {
      all.add("--bootstrap-servers=" + broker.bootstrapServers());
    }
    int code =
        WeirCommand.parser()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }

  private static String done(String... arguments) {
    Ended ended = campaign(arguments);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isEqualTo(CommandErrors.DONE);
    return ended.out();
  }

  private static void refused(String reason, String... arguments) {
    Ended ended = campaign(arguments);
    assertThat(ended.code()).isEqualTo(CommandErrors.FAILED);
    assertThat(ended.err()).contains("nothing was written").contains(reason);
  }

  private static Path file(String campaignId) throws Exception {
    return Files.writeString(
        directory.resolve(campaignId + ".yaml"),
        """
        campaign: %s
        status: active
        arms: [none, coupon]
        features: {set: v1, numeric: [age], categorical: {segment: 8}}
        holdout: {rate: 10%%}
        budget: {amount: 1000, currency: EUR, from: now, for: 7d}
        attribution-window: 30m
        """
            .formatted(campaignId));
  }

  private static Sample sample(int i, Assignment assignment, String arm, String campaignId) {
    boolean paid = arm.equals("coupon");
    double age = 20 + i % 50;
    return Sample.newBuilder()
        .setImpressionId("i" + i)
        .setCampaignId(campaignId)
        .setUnitId(i % 7 == 0 ? "" : "u" + i / 2)
        .setOccurredAt(Instant.ofEpochMilli(1_700_000_000_000L + i))
        .setClosedAt(Instant.ofEpochMilli(1_700_000_060_000L + i))
        .setFeatureSet("v1")
        .setNumericFeatures(List.of((float) age))
        .setCategoricalFeatures(List.of(i % 3 == 0 ? "Zürich, \"west\"" : "rest"))
        .setArmId(arm)
        .setAssignment(assignment)
        .setPropensity(assignment == Assignment.RANDOMIZED ? 0.5 : null)
        .setRevenue(1 + (paid && age > 45 ? 2 : 0) + i % 5 * 0.1)
        .setCostMicros(paid ? 250_000L + i % 3 * 1_000 : 0)
        .setOutcomes(1)
        .build();
  }

  @Test
  void samplesAreExportedForTheBacktest() throws Exception {
    done("create", file("exported").toString());
    RecordCodec<Sample> codec = new RecordCodec<>(Sample.class);
    List<Sample> all = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < 600; i++) {
        Assignment who = i % 3 == 2 ? Assignment.POLICY : Assignment.RANDOMIZED;
        all.add(sample(i, who, i % 2 == 0 ? "none" : "coupon", "exported"));
      }
      all.add(sample(600, Assignment.OVERRIDE, "none", "exported"));
      all.add(sample(601, Assignment.RANDOMIZED, "gone", "exported"));
      all.add(sample(602, Assignment.RANDOMIZED, "none", "another"));
      for (Sample one : all) {
        producer.send(
            new ProducerRecord<>("weir.samples", one.getImpressionId(), codec.encode(one)));
      }
      producer.send(new ProducerRecord<>("weir.samples", "x", new byte[] {1, 2}));
    }
    Path to = directory.resolve("export/here");
    assertThat(done("export", "exported", "--to", to.toString()))
        .contains("400 randomized samples and 200 of a policy")
        .contains("left out: 1 that were decided by nobody's policy")
        .contains("left out: 1 that have an arm that the campaign has no more")
        .contains("left out: 1 that cannot be read")
        .contains("weir backtest -d " + to.resolve("backtest.json"));
    ArchivedSamples.write(
        directory, all.stream().filter(one -> one.getCampaignId().equals("exported")).toList());
    Path again = directory.resolve("export/again");
    assertThat(
            done(
                "export",
                "exported",
                "--from-archive",
                directory.resolve("archive").toString(),
                "--to",
                again.toString()))
        .contains("400 randomized samples and 200 of a policy")
        .contains("left out: 1 that have an arm that the campaign has no more");
    assertThat(ArchivedSamples.exported(again))
        .containsExactlyInAnyOrderElementsOf(ArchivedSamples.exported(to));
    StringWriter out = new StringWriter();
    int code =
        WeirCommand.parser()
            .setOut(new PrintWriter(out, true))
            .execute(
                "backtest",
                "-d",
                to.resolve("backtest.json").toString(),
                "--methods=random,tsm-rct",
                "--seeds=1",
                "--hidden=4",
                "--quiet");
    assertThat(code).isZero();
    assertThat(out.toString()).contains("200 randomized to train on, 40 to validate, 160 to test");
    done("create", file("empty").toString());
    Ended empty = campaign("export", "empty", "--to", to.toString());
    assertThat(empty.code()).isEqualTo(CommandErrors.NO);
    assertThat(empty.out()).contains("without randomized samples nothing can be compared");
    Ended blocked = campaign("export", "exported", "--to", file("exported").toString());
    assertThat(blocked.code()).isEqualTo(CommandErrors.FAILED);
    assertThat(blocked.err()).contains("name another directory with --to");
  }

  /** Versions of a campaign as they stand on the topic. */
  private static List<Campaign> written(String campaignId) throws Exception {
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    List<Campaign> all = new ArrayList<>();
    try (TopicReader reader = TopicReader.open(client, List.of("weir.campaigns"))) {
      reader.readToEnd(Duration.ofSeconds(30), record -> all.add(codec.decode(record.value())));
    }
    return all.stream().filter(c -> c.getCampaignId().equals(campaignId)).toList();
  }

  @Test
  void livesFromItsFileToItsEnd() throws Exception {
    String file = file("life").toString();
    assertThat(done("validate", file)).contains("is valid: campaign life, active, 2 arms");
    assertThat(done("create", file, "--by=anna", "--why=spring"))
        .contains("version 1 written: campaign life, active");
    refused("exists at version 1; to change it: weir campaign update", "create", file);
    assertThat(done("list")).contains("life").contains("1000 EUR");

    Path shown = directory.resolve("shown.yaml");
    Files.writeString(shown, done("show", "life"));
    assertThat(shown).content().startsWith("# version 1, create at ").contains("by anna: spring");
    assertThat(done("diff", shown.toString())).isEqualTo("no difference\n");
    Files.writeString(shown, Files.readString(shown).replace("amount: 1000", "amount: 1500.5"));
    Ended diff = campaign("diff", shown.toString());
    assertThat(diff.out()).isEqualTo("~ budget.amount: 1000 -> 1500.5\n");
    assertThat(diff.code()).isEqualTo(CommandErrors.NO);
    refused("version 1 is in force, not 7", "update", shown.toString(), "--if-version=7");
    assertThat(done("update", shown.toString(), "--if-version=1")).contains("version 2 written");
    refused("is that already", "update", shown.toString());

    assertThat(done("set", "life", "budget=2000", "learning.slide-ms=5m"))
        .contains("version 3 written")
        .contains("2000 EUR");
    assertThat(done("show", "life", "--json")).contains("\"slide-ms\" : \"300000\"");
    refused("did you mean slide-ms?", "set", "life", "learning.slide-mss=5m");
    refused("budget.currency: changes from EUR to USD", "set", "life", "budget.currency=USD");
    refused("cannot be renamed", "set", "life", "campaign=other");
    refused("there is no campaign lief", "set", "lief", "budget=1");

    assertThat(done("pause", "life")).contains("version 4 written: campaign life, paused");
    refused("is paused already", "pause", "life");
    assertThat(done("resume", "life")).contains("life, active");
    assertThat(done("shadow", "life")).contains("life, shadow");
    assertThat(done("end", "life")).contains("version 7 written: campaign life, ended");
    refused("is ended", "resume", "life");
    assertThat(written("life"))
        .extracting(Campaign::getVersion)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  /** From one's own policy to Weir's, and back. */
  @Test
  void goesThePathStepByStepAndBack() throws Exception {
    done("create", file("path").toString());
    assertThat(done("observe", "path"))
        .contains("version 2 written: campaign path, shadow for 0 %");
    refused("is that already", "observe", "path");
    assertThat(done("share", "path", "5%")).contains("campaign path, active for 5 %");
    assertThat(done("list")).containsPattern("path +active +5 % +3 +- +-");
    refused("policy-share", "share", "path", "150%");
    assertThat(done("share", "path", "all")).contains("version 4 written: campaign path, active,");
    assertThat(done("share", "path", "0.2")).contains("active for 20 %");
    assertThat(done("observe", "path")).contains("shadow for 0 %");
    assertThat(done("resume", "path")).contains("active for 0 %");
    assertThat(done("pause", "path")).contains("paused for 0 %");
    refused("is paused: it gives the free arm to everybody", "share", "path", "5%");
    assertThat(written("path"))
        .extracting(Campaign::getPolicyShare)
        .containsExactly(1.0, 0.0, 0.05, 1.0, 0.2, 0.0, 0.0, 0.0);
  }

  @Test
  void listsPriceAndModel() throws Exception {
    done("create", file("priced").toString());
    DualPrice price =
        DualPrice.newBuilder()
            .setCampaignId("priced")
            .setModelVersion(7)
            .setPriceVersion(9)
            .setComputedAt(Instant.EPOCH)
            .setWindowStart(Instant.EPOCH)
            .setWindowEnd(Instant.EPOCH)
            .setDualPrice(1.25)
            .setBudgetPerImpressionMicros(1)
            .setLadder(List.of())
            .setPolicyValue(0)
            .setPolicyValueLower(0)
            .setPolicyValueUpper(0)
            .setGate(new GateDecision(true, "ACCEPTED"))
            .setDiagnostics(Map.of())
            .build();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  "weir.dual-prices", "priced", new RecordCodec<>(DualPrice.class).encode(price)))
          .get();
    }
    assertThat(done("list")).containsPattern("priced +active +100 % +1 +1\\.250 +v7");
  }

  @Test
  void writesNothingOfAnInvalidFile() throws Exception {
    Path file = file("invalid");
    Files.writeString(
        file, Files.readString(file).replace("rate: 10%", "rate: 1000%").replace("EUR", "EURO"));
    Ended validated = campaign("validate", file.toString());
    assertThat(validated.code()).isEqualTo(CommandErrors.NO);
    assertThat(validated.err().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith(file + ":5: holdout.rate: is 10.0"))
        .anyMatch(line -> line.startsWith(file + ":6: budget.currency: is \"EURO\""));
    refused("is invalid", "create", file.toString());
    assertThat(written("invalid")).isEmpty();
  }

  @Test
  void refusesTwoCampaignsThatRandomizeTheSamePeople() throws Exception {
    done("create", file("first").toString());
    Path second = file("second");
    Files.writeString(
        second,
        Files.readString(second).replace("{rate: 10%}", "{rate: 10%, salt: first-holdout}"));
    refused("is shared by campaigns first, second", "create", second.toString());
  }

  @Test
  void givesNoVersionTwiceToThoseWhoWriteAtOnce() throws Exception {
    done("create", file("busy").toString());
    List<Ended> all =
        IntStream.range(0, 6)
            .parallel()
            .mapToObj(i -> campaign("set", "busy", "budget=" + (2000 + i)))
            .toList();
    long succeeded = all.stream().filter(ended -> ended.code() == CommandErrors.DONE).count();
    assertThat(succeeded).isPositive();
    List<Campaign> written = written("busy");
    assertThat(written)
        .extracting(Campaign::getVersion)
        .containsExactlyElementsOf(
            Stream.iterate(1L, version -> version + 1).limit(succeeded + 1).toList());
  }

  @Test
  void editsFromTheLastValidVersionAndSaysThatANewerIsRefused() throws Exception {
    done("create", file("broken").toString());
    Campaign good = written("broken").get(0);
    Campaign bad =
        Campaign.newBuilder(good)
            .setVersion(41)
            .setBudget(Budget.newBuilder(good.getBudget()).setAmountMicros(-1).build())
            .build();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  "weir.campaigns", "broken", new RecordCodec<>(Campaign.class).encode(bad)))
          .get();
    }
    Ended shown = campaign("show", "broken");
    assertThat(shown.out()).startsWith("# version 1, ").contains("amount: 1000");
    assertThat(shown.err()).contains("no job takes it: version 41: budget.amountMicros: is -1");
    assertThat(done("pause", "broken")).contains("version 42 written: campaign broken, paused");
  }

  @Test
  void waitsUntilJobAndClientHaveTakenItUp() throws Exception {
    String file = file("awaited").toString();
    Ended alone = campaign("create", file, "--wait=5s");
    assertThat(alone.code()).isEqualTo(CommandErrors.NO);
    assertThat(alone.out())
        .contains("not taken up within 5 s")
        .contains("does the budget job run?");
    BudgetOptions options =
        BudgetOptions.parse("--bootstrap-servers", broker.bootstrapServers(), "--heartbeat", "1s");
    try (EmbeddedCluster cluster =
        EmbeddedCluster.start(directory.resolve("flink"), 1, 0, Duration.ofSeconds(2))) {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.getExecutionEnvironment(cluster.configuration());
      BudgetJob.define(
          environment, BudgetSources.kafka(options), BudgetSinks.kafka(options), options);
      cluster.submit(environment, "budget");
      String out = done("set", "awaited", "budget=3000", "--wait=180s");
      assertThat(out)
          .contains("version 2 written")
          .contains("the budget job has taken it up")
          .contains("a client decides by it");
    }
  }

  @Test
  void namesTheCampaignThatWasMeant() throws Exception {
    done("create", file("nearby").toString());
    Ended ended = campaign("show", "nearbi");
    assertThat(ended.code()).isEqualTo(CommandErrors.FAILED);
    assertThat(ended.err())
        .contains("there is no campaign nearbi; did you mean nearby?")
        .hasLineCount(1);
  }
}
