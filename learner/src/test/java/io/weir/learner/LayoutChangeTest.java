package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.allocation.Policy;
import io.weir.core.feature.FeatureRow;
import io.weir.core.scoring.ScoringScratch;
import io.weir.learner.model.LiveModel;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Holdout;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Arms and features join and leave a learner at work. */
class LayoutChangeTest {
  private static final List<String> THREE = List.of("none", "mail", "gift");
  private static final List<String> FOUR = List.of("none", "sms", "mail", "gift");
  private static final int PEOPLE = 500;

  private final LearnerState state = new LearnerState();
  private final OnlineLearner learner =
      new OnlineLearner(state, new CoreTrainerFactory(), Map.of());
  private final SplittableRandom random = new SplittableRandom(3);
  private @Nullable Model model;
  private @Nullable DualPrice price;
  private long published;
  private int sent;
  private List<String> arms = THREE;
  private boolean named;

  private void take(@Nullable Model newest, DualPrice its, boolean shadow) {
    model = newest == null ? model : newest;
    price = its;
    published++;
  }

  /** Configures arms, those of three as likely as one another. */
  private void configure(long version, List<String> names, boolean income) {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("window.max-samples", "2000");
    options.put("budget.per-impression-micros", "10000000");
    Campaign campaign = Fixtures.campaign("c", version, options);
    double rest = names.contains("sms") ? 0.9 : 1;
    Map<String, Double> probability =
        names.stream().collect(Collectors.toMap(n -> n, n -> n.equals("sms") ? 0.1 : rest / 3));
    campaign.setArms(names.stream().map(name -> new Arm(name, name)).toList());
    campaign.setHoldout(new Holdout(0.3, probability, "salt", false));
    if (income) {
      campaign.setNumericFeatures(List.of("income", "age", "visits"));
    }
    arms = names;
    named = income;
    learner.configure(campaign, 0, this::take);
  }

  private double mean(String arm, double age) {
    return switch (arm) {
      case "mail" -> age > 40 ? 3 : 1;
      case "gift" -> age > 40 ? 2 : 4;
      // Better than nothing, worse than what each gets best.
      case "sms" -> 2;
      default -> 1;
    };
  }

  private static double cost(String arm) {
    return switch (arm) {
      case "none" -> 0;
      case "sms" -> 1;
      default -> 0.5;
    };
  }

  private Sample sample() {
    double age = 40 + 10 * random.nextDouble(-1, 1);
    boolean byChance = random.nextDouble() < 0.3;
    double u = random.nextDouble();
    double rest = arms.contains("sms") ? 0.9 : 1;
    String arm = "none";
    double from = 0;
    for (String name : arms) {
      double p = name.equals("sms") ? 0.1 : rest / 3;
      if (u >= from && u < from + p) {
        arm = name;
      }
      from += p;
    }
    Instant closed = Instant.ofEpochMilli(Fixtures.START + 10L * sent);
    sent++;
    List<Float> numeric = new ArrayList<>(List.of((float) age, random.nextInt(5) * 1f));
    if (named) {
      numeric.add(0, 1e4f * (float) random.nextDouble());
    }
    double p = arm.equals("sms") ? 0.1 : rest / 3;
    return Sample.newBuilder()
        .setImpressionId("i" + sent)
        .setCampaignId("c")
        .setUnitId("u" + sent)
        .setOccurredAt(closed.minusMillis(1000))
        .setAssignedAt(closed.minusMillis(1000))
        .setClosedAt(closed)
        .setFeatureSet("basic")
        .setNumericFeatures(numeric)
        .setCategoricalFeatures(List.of("city1"))
        .setArmId(arm)
        .setAssignment(byChance ? Assignment.RANDOMIZED : Assignment.POLICY)
        .setPropensity(byChance ? p : null)
        .setModelVersion(byChance ? null : 1L)
        .setRevenue(mean(arm, age) + random.nextDouble(-1, 1))
        .setCostMicros(Math.round(1e6 * cost(arm)))
        .setOutcomes(1)
        .build();
  }

  private void feed(int samples) {
    List<Sample> held = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      Sample sample = sample();
      if (!learner.ready()) {
        held.add(sample);
        learner.warmUp(sample);
        continue;
      }
      held.forEach(each -> learner.accept(each, 0, this::take));
      held.clear();
      learner.accept(sample, 0, this::take);
      learner.advance(this::take);
    }
  }

  /** What each of some people gets from the newest pair. */
  private List<String> decisions() {
    LiveModel live = new LiveModel(Objects.requireNonNull(model), Objects.requireNonNull(price), 1);
    SampleLayout layout = new SampleLayout(Objects.requireNonNull(learner.campaign()));
    FeatureRow row = new FeatureRow();
    ScoringScratch scratch = new ScoringScratch();
    List<String> decisions = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      List<Float> numeric = new ArrayList<>(List.of(30 + 20f * i / PEOPLE, i % 5 * 1f));
      if (named) {
        numeric.add(0, i * 20f);
      }
      Sample person = Sample.newBuilder(sample()).setNumericFeatures(numeric).build();
      layout.read(person, row);
      live.scorer().predict(row, scratch);
      double[] out = scratch.predictions();
      decisions.add(
          arms.get(Policy.argmax(out, 0, out, arms.size(), arms.size(), price.getDualPrice())));
    }
    sent -= PEOPLE;
    return decisions;
  }

  /** True revenue of what is decided. */
  private double value() {
    List<String> decisions = decisions();
    double sum = 0;
    for (int i = 0; i < PEOPLE; i++) {
      String arm = decisions.get(i);
      sum += mean(arm, 30 + 20.0 * i / PEOPLE);
    }
    return sum / PEOPLE;
  }

  @Test
  void aFourthArmCostsNothingWhileItIsLearned() {
    configure(1, THREE, false);
    feed(3_000);
    double before = value();
    configure(2, FOUR, false);
    assertThat(learner.ready()).isTrue();
    // What serves until the next slide's model is there knows three arms.
    feed(600);
    for (int slide = 0; slide < 10; slide++) {
      long already = published;
      feed(300);
      assertThat(published).isGreaterThan(already);
      assertThat(Objects.requireNonNull(model).getArms()).hasSize(4);
      assertThat(value()).isGreaterThan(before - 0.25);
    }
  }

  @Test
  void aRemovedArmLeavesAndComesBack() {
    configure(1, FOUR, false);
    feed(3_000);
    List<String> first = decisions();
    configure(2, THREE, false);
    feed(600);
    assertThat(Objects.requireNonNull(model).getArms()).hasSize(3);
    assertThat(same(first, decisions())).isGreaterThan(0.75);
    configure(3, FOUR, false);
    feed(600);
    assertThat(Objects.requireNonNull(model).getArms()).hasSize(4);
    assertThat(same(first, decisions())).isGreaterThan(0.75);
  }

  private static double same(List<String> some, List<String> others) {
    int same = 0;
    for (int i = 0; i < PEOPLE; i++) {
      same += some.get(i).equals(others.get(i)) ? 1 : 0;
    }
    return same / (double) PEOPLE;
  }

  @Test
  void aFeatureJoinsWithoutAMoment() {
    configure(1, THREE, false);
    feed(3_000);
    double before = value();
    configure(2, THREE, true);
    feed(250);
    assertThat(Objects.requireNonNull(state.learning()).scaling().unknown(0)).isFalse();
    assertThat(state.learning().scaling().features().scale()[0]).isBetween(2_000f, 4_000f);
    feed(600);
    assertThat(value()).isGreaterThan(before - 0.25);
    configure(3, THREE, false);
    feed(600);
    assertThat(value()).isGreaterThan(before - 0.25);
  }

  @Test
  void anotherFreeArmBeginsAnew() {
    configure(1, THREE, false);
    feed(1_000);
    configure(2, List.of("gift", "mail", "none"), false);
    assertThat(learner.ready()).isFalse();
  }
}
