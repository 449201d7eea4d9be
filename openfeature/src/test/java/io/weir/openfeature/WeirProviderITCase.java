package io.weir.openfeature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import io.weir.client.WeirClient;
import io.weir.client.WeirClientOptions;
import io.weir.client.decision.Decision;
import io.weir.client.health.FollowedTopic;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import io.weir.schemas.Impression;
import io.weir.schemas.wire.RecordCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenFeature's own client, before a real broker. */
@Timeout(180)
class WeirProviderITCase {
  private static final String PREFIX = "weir.";

  private record Logged(Impression impression, Decision decision) {}

  private static final List<Logged> LOG = new ArrayList<>();
  private static KafkaClusterTestKit cluster;
  private static Client flags;

  @BeforeAll
  static void start() throws Exception {
    Locale.setDefault(Locale.ROOT); // in a Turkish one Kafka's broker does not start
    cluster =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build())
            .setConfigProp("offsets.topic.replication.factor", "1")
            .build();
    cluster.format();
    cluster.startup();
    cluster.waitForReadyBrokers();
    Map<String, Object> kafka = Map.of("bootstrap.servers", cluster.bootstrapServers());
    try (Admin admin = Admin.create(kafka)) {
      admin
          .createTopics(
              Stream.of(FollowedTopic.values())
                  .map(topic -> new NewTopic(topic.topic(PREFIX), 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer())) {
      RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
      for (Campaign campaign : List.of(campaign("spring", 0), campaign("random", 1))) {
        producer
            .send(
                new ProducerRecord<>(
                    FollowedTopic.CAMPAIGNS.topic(PREFIX),
                    campaign.getCampaignId(),
                    codec.encode(campaign)))
            .get();
      }
    }
    WeirClient client =
        WeirClient.start(
            WeirClientOptions.builder().bootstrapServers(cluster.bootstrapServers()).build());
    OpenFeatureAPI.getInstance()
        .setProviderAndWait(
            new WeirProvider(
                client,
                (impression, decision, at) -> LOG.add(new Logged(impression, decision)),
                Duration.ofSeconds(60)));
    flags = OpenFeatureAPI.getInstance().getClient();
  }

  @AfterAll
  static void stop() throws Exception {
    OpenFeatureAPI.getInstance().shutdown();
    cluster.close();
  }

  private static Campaign campaign(String id, double holdoutRate) {
    Instant now = Instant.now();
    return Campaign.newBuilder()
        .setCampaignId(id)
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(List.of(new Arm("none", "nothing"), new Arm("coupon", "5 EUR")))
        .setFeatureSet("v1")
        .setNumericFeatures(List.of("age", "spend"))
        .setCategoricalFeatures(List.of(new CategoricalFeature("city", 4)))
        .setNullableFeatures(List.of("spend"))
        .setHoldout(new Holdout(holdoutRate, Map.of("none", .5, "coupon", .5), "salt", false))
        .setBudget(
            new Budget(
                1_000_000_000L, "EUR", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))))
        .setAttributionWindowMs(60_000)
        .build();
  }

  private static MutableContext customer() {
    return new MutableContext("u-1").add("age", 31).add("city", "Rome").add("browser", "any");
  }

  @Test
  void beforeThereIsAModelTheDefaultIsTheServicesOwnPolicy() {
    FlagEvaluationDetails<String> flag =
        flags.getStringDetails("spring", "coupon", customer().add("impressionId", "i-own"));
    assertThat(flag.getValue()).isEqualTo("coupon");
    assertThat(flag.getReason()).isEqualTo("DEFAULT");
    assertThat(flag.getFlagMetadata().getString("reason")).isEqualTo("NO_MODEL");
    Logged logged = logged("i-own");
    assertThat(logged.decision().assignment()).isEqualTo(Assignment.POLICY);
    assertThat(logged.impression().getUnitId()).isEqualTo("u-1");
    assertThat(logged.impression().getNumericFeatures()).containsExactly(31f, Float.NaN);
    assertThat(logged.impression().getCategoricalFeatures()).containsExactly("Rome");
  }

  @Test
  void theHoldoutIsASplitAndStaysWhatItIs() {
    FlagEvaluationDetails<String> first =
        flags.getStringDetails("random", "none", customer().add("impressionId", "i-split"));
    assertThat(first.getReason()).isEqualTo("SPLIT");
    assertThat(first.getVariant()).isEqualTo(logged("i-split").decision().armId());
    assertThat(logged("i-split").decision().propensity()).isEqualTo(0.5);
    assertThat(flags.getStringValue("random", "none", customer().add("impressionId", "i-split")))
        .isEqualTo(first.getValue());
  }

  @Test
  void whatCannotBeDecidedIsTheDefaultWithAnErrorAndLeavesNoEvent() {
    int before = LOG.size();
    assertThat(error("nobody", customer())).isEqualTo(ErrorCode.FLAG_NOT_FOUND);
    assertThat(error("spring", new MutableContext().add("age", 31).add("city", "Rome")))
        .isEqualTo(ErrorCode.TARGETING_KEY_MISSING);
    assertThat(error("spring", new MutableContext("u-1").add("age", 31)))
        .isEqualTo(ErrorCode.INVALID_CONTEXT);
    assertThat(error("spring", customer().add("age", "old"))).isEqualTo(ErrorCode.INVALID_CONTEXT);
    assertThat(flags.getBooleanDetails("spring", true, customer()).getErrorCode())
        .isEqualTo(ErrorCode.TYPE_MISMATCH);
    assertThat(LOG).hasSize(before);
  }

  private static ErrorCode error(String campaignId, MutableContext context) {
    FlagEvaluationDetails<String> flag = flags.getStringDetails(campaignId, "coupon", context);
    assertThat(flag.getValue()).isEqualTo("coupon");
    return flag.getErrorCode();
  }

  private static Logged logged(String impressionId) {
    return LOG.stream()
        .filter(one -> one.impression().getImpressionId().equals(impressionId))
        .findFirst()
        .orElseThrow();
  }
}
