package io.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way to spoil a campaign is named by its field; several are named at once. */
class CampaignValidatorTest {
  private static final CampaignValidator VALIDATOR =
      new CampaignValidator(LearningOptionsCheck.none());

  /** A way to spoil a campaign, and the field that must be named. */
  enum Spoiled {
    NO_ID("campaignId", c -> c.setCampaignId("")),
    BLANK_ID("campaignId", c -> c.setCampaignId("  ")),
    LONG_ID("campaignId", c -> c.setCampaignId("x".repeat(513))),
    NEGATIVE_VERSION("version", c -> c.setVersion(-1)),
    LAST_VERSION("version", c -> c.setVersion(Long.MAX_VALUE)),
    VERSION_BEYOND_JSON("version", c -> c.setVersion(1L << 53)),
    NO_WINDOW("attributionWindowMs", c -> c.setAttributionWindowMs(0)),
    ENDLESS_WINDOW("attributionWindowMs", c -> c.setAttributionWindowMs(Long.MAX_VALUE)),
    NEGATIVE_BUDGET("budget.amountMicros", c -> c.getBudget().setAmountMicros(-1)),
    ENDLESS_BUDGET("budget.amountMicros", c -> c.getBudget().setAmountMicros(Long.MAX_VALUE)),
    NO_CURRENCY("budget.currency", c -> c.getBudget().setCurrency("")),
    NAMED_CURRENCY("budget.currency", c -> c.getBudget().setCurrency("dollars")),
    LOWER_CASE_CURRENCY("budget.currency", c -> c.getBudget().setCurrency("eur")),
    OPEN_END(
        "budget.periodEnd", c -> c.getBudget().setPeriodEnd(Instant.ofEpochMilli(Long.MAX_VALUE))),
    CENTURIES(
        "budget.periodEnd", c -> c.getBudget().setPeriodEnd(Instant.parse("2150-01-01T00:00:00Z"))),
    EMPTY_PERIOD("budget.periodEnd", c -> c.getBudget().setPeriodEnd(Records.AT)),
    SHORT_PERIOD("budget.periodEnd", c -> c.getBudget().setPeriodEnd(Records.AT.plusMillis(999))),
    BEFORE_TIME(
        "budget.periodStart",
        c -> c.getBudget().setPeriodStart(Instant.ofEpochMilli(Long.MIN_VALUE))),
    ONE_ARM("arms", c -> c.setArms(List.of(new Arm("none", "none")))),
    MANY_ARMS("arms", c -> c.setArms(arms(257))),
    NAMELESS_ARM("arms[1].armId", c -> c.getArms().get(1).setArmId("")),
    TWIN_ARM("arms[1].armId", c -> c.getArms().get(1).setArmId("none")),
    RATE("holdout.rate", c -> c.getHoldout().setRate(1.1)),
    RATE_NAN("holdout.rate", c -> c.getHoldout().setRate(Double.NaN)),
    NO_SALT("holdout.salt", c -> c.getHoldout().setSalt("")),
    ARM_SALT("holdout.salt", c -> c.getHoldout().setSalt("salt:arm")),
    SHARE_SALT("holdout.salt", c -> c.getHoldout().setSalt("salt:share")),
    REVENUE_UNIT_EMPTY("revenueUnit", c -> c.setRevenueUnit("")),
    REVENUE_UNIT_LONG("revenueUnit", c -> c.setRevenueUnit("x".repeat(33))),
    SHARE("policyShare", c -> c.setPolicyShare(1.01)),
    SHARE_NAN("policyShare", c -> c.setPolicyShare(Double.NaN)),
    UNKNOWN_ARM(
        "holdout.armProbabilities[gone]",
        c -> c.getHoldout().getArmProbabilities().put("gone", 0.0)),
    NO_PROBABILITIES("holdout.armProbabilities", c -> c.getHoldout().getArmProbabilities().clear()),
    NOT_ONE("holdout.armProbabilities", c -> c.getHoldout().getArmProbabilities().put("ten", 0.4)),
    NAN(
        "holdout.armProbabilities[ten]",
        c -> c.getHoldout().getArmProbabilities().put("ten", Double.NaN)),
    SUBNORMAL(
        "holdout.armProbabilities[ten]",
        c -> c.getHoldout().getArmProbabilities().put("ten", 1e-50)),
    TWIN_FEATURE("numericFeatures[1]", c -> c.getNumericFeatures().set(1, "age")),
    TWIN_KIND("categoricalFeatures[0].name", c -> c.getCategoricalFeatures().get(0).setName("age")),
    NO_BUCKETS(
        "categoricalFeatures[0].buckets", c -> c.getCategoricalFeatures().get(0).setBuckets(0)),
    NEGATIVE_BUCKETS(
        "categoricalFeatures[0].buckets", c -> c.getCategoricalFeatures().get(0).setBuckets(-5)),
    ENDLESS_BUCKETS(
        "categoricalFeatures[0].buckets",
        c -> c.getCategoricalFeatures().get(0).setBuckets(Integer.MAX_VALUE)),
    MANY_FEATURES(
        "numericFeatures",
        c -> c.setNumericFeatures(IntStream.range(0, 4_097).mapToObj(i -> "f" + i).toList())),
    NEGATIVE_CAP("holdoutSpendCapMicros", c -> c.setHoldoutSpendCapMicros(-1L)),
    NULLABLE_NOBODY("nullableFeatures[1]", c -> c.setNullableFeatures(List.of("age", "aeg"))),
    NULLABLE_TWICE("nullableFeatures[1]", c -> c.setNullableFeatures(List.of("age", "age"))),
    LARGE_MODEL("learning", c -> c.getCategoricalFeatures().get(0).setBuckets(50_000)),
    LARGE_NETWORKS(
        "learning",
        c -> {
          c.getLearning().put("learner.hidden", "1024,1024,1024,1024,1024,1024");
          c.getLearning().put("learner.members", "16");
        }),
    UNKNOWN_LEARNER_OPTION("learning", c -> c.getLearning().put("learner.speed", "9"));

    private final String path;
    private final Consumer<Campaign> change;

    Spoiled(String path, Consumer<Campaign> change) {
      this.path = path;
      this.change = change;
    }
  }

  private static List<Arm> arms(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Arm("a" + i, "")).toList();
  }

  @Test
  void aGoodCampaignHasNoProblem() {
    assertThat(VALIDATOR.problems(Records.campaign())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theFieldIsNamed(Spoiled spoiled) {
    Campaign campaign = Records.campaign();
    spoiled.change.accept(campaign);
    assertThat(VALIDATOR.problems(campaign)).extracting(Problem::path).contains(spoiled.path);
  }

  @Test
  void everyProblemIsListedAtOnce() {
    Campaign campaign = Records.campaign();
    campaign.setCampaignId("");
    campaign.getBudget().setCurrency("dollars");
    campaign.getHoldout().setRate(2);
    campaign.setArms(new ArrayList<>(List.of(new Arm("none", "none"), new Arm("none", ""))));
    assertThat(VALIDATOR.problems(campaign))
        .extracting(Problem::path)
        .containsExactly(
            "campaignId",
            "arms[1].armId",
            "holdout.rate",
            "holdout.armProbabilities[ten]",
            "budget.currency");
  }

  @Test
  void saysWhatALargeModelTakes() {
    Campaign campaign = Records.campaign();
    campaign.setCategoricalFeatures(List.of(new CategoricalFeature("shop", 50_000)));
    assertThat(VALIDATOR.problems(campaign))
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .contains("4 networks of layers 50002-64-32-32-4")
        .contains("8,388,608 bytes");
  }

  @Test
  void aThousandBucketsAndWideLayersFit() {
    Campaign campaign = Records.campaign();
    campaign.setCategoricalFeatures(List.of(new CategoricalFeature("shop", 1_000)));
    campaign.getLearning().put("learner.hidden", "256,256");
    assertThat(VALIDATOR.problems(campaign)).isEmpty();
  }

  @Test
  void asksTheCheckOfLearningOptions() {
    Campaign campaign = Records.campaign();
    campaign.getLearning().put("gate.mood", "LOWER");
    CampaignValidator strict =
        new CampaignValidator(
            learning ->
                learning.keySet().stream()
                    .map(key -> new Problem("learning[" + key + "]", "is no learning option"))
                    .toList());
    assertThat(strict.problems(campaign))
        .containsExactly(new Problem("learning[gate.mood]", "is no learning option"));
  }
}
