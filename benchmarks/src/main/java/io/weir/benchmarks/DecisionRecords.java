package io.weir.benchmarks;

import io.weir.core.hash.Crc64Avro;
import io.weir.core.scoring.WeightBytes;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.schemas.PacingState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The records of one campaign, its models of the size that the learner publishes by default: four
 * members, hidden layers of 64, 32 and 32 units.
 *
 * @param name of the row
 * @param arms of the campaign
 * @param numeric features
 * @param buckets of the one categorical feature, zero for none
 */
record DecisionRecords(String name, int arms, int numeric, int buckets) {
  static final long START = 1_700_000_000_000L;
  static final String CAMPAIGN = "load";
  private static final int PEOPLE = 4_096;
  private static final int MEMBERS = 4;

  static DecisionRecords byDefault() {
    return new DecisionRecords("4 x 12-64-32-32-4", 2, 8, 4);
  }

  static DecisionRecords wide() {
    return new DecisionRecords("4 x 64-64-32-32-10", 5, 64, 0);
  }

  Campaign campaign() {
    Instant start = Instant.ofEpochMilli(START);
    return Campaign.newBuilder()
        .setCampaignId(CAMPAIGN)
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(names("arm", arms).stream().map(id -> new Arm(id, id)).toList())
        .setFeatureSet("v1")
        .setNumericFeatures(names("x", numeric))
        .setCategoricalFeatures(categorical())
        .setHoldout(new Holdout(0.05, Map.of("arm0", 0.5, "arm1", 0.5), "salt", false))
        .setBudget(new Budget(1L, "EUR", start, start.plus(Duration.ofDays(1))))
        .setAttributionWindowMs(Duration.ofHours(1).toMillis())
        .build();
  }

  Model model(long version) {
    List<Integer> layers = List.of(numeric + buckets, 64, 32, 32, 2 * arms);
    SplittableRandom random = new SplittableRandom(3 + version);
    List<ModelMember> members = new ArrayList<>();
    Crc64Avro checksum = new Crc64Avro();
    for (int m = 0; m < MEMBERS; m++) {
      ByteBuffer bytes = weights(layers, random);
      checksum.update(bytes);
      members.add(new ModelMember(layers, ActivationFunction.RELU, bytes));
    }
    Instant start = Instant.ofEpochMilli(START);
    return new Model(
        CAMPAIGN,
        version,
        0L,
        start,
        start,
        "v1",
        names("arm", arms),
        members,
        Collections.nCopies(numeric, 0f),
        Collections.nCopies(numeric, 1f),
        1.0,
        1.0,
        checksum.value(),
        Map.of(),
        categorical(),
        names("x", numeric),
        List.of());
  }

  private static ByteBuffer weights(List<Integer> layers, SplittableRandom random) {
    int parameters = 0;
    for (int l = 1; l < layers.size(); l++) {
      parameters += (layers.get(l - 1) + 1) * layers.get(l);
    }
    float[] weights = new float[parameters];
    for (int i = 0; i < parameters; i++) {
      weights[i] = (float) (0.3 * random.nextDouble(-1, 1));
    }
    return ByteBuffer.wrap(WeightBytes.encode(weights));
  }

  /** The newest status is the one applied last: all are as of the same time. */
  BudgetStatus status(long modelVersion, double price) {
    Instant start = Instant.ofEpochMilli(START);
    return new BudgetStatus(
        CAMPAIGN,
        modelVersion,
        start,
        start.plus(Duration.ofDays(1)),
        1L,
        0L,
        0L,
        0L,
        price,
        PacingState.ON_TRACK,
        start,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  List<Impression> people() {
    SplittableRandom random = new SplittableRandom(5);
    List<Impression> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      List<Float> values = new ArrayList<>();
      for (int k = 0; k < numeric; k++) {
        values.add((float) random.nextDouble(-1, 1));
      }
      people.add(
          new Impression(
              "i" + i,
              CAMPAIGN,
              "u" + i,
              Instant.ofEpochMilli(START + 1),
              "v1",
              values,
              buckets == 0 ? List.of() : List.of("city" + random.nextInt(50)),
              null,
              null));
    }
    return people;
  }

  private List<CategoricalFeature> categorical() {
    return buckets == 0 ? List.of() : List.of(new CategoricalFeature("city", buckets));
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(k -> prefix + k).toList();
  }
}
