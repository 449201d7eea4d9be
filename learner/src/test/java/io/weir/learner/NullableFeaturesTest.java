package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.contract.UnpackedModel;
import io.weir.core.allocation.Policy;
import io.weir.core.feature.FeatureRow;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.scoring.ScoringScratch;
import io.weir.learner.publish.ModelRecords;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Missing values of nullable features: no part of a stream without them, and learned from. */
class NullableFeaturesTest {
  private static final int SAMPLES = 3_000;
  private static final List<String> ALL = List.of("age", "visits", "city");

  /** A learner, and the newest pair it published. */
  private static final class Run {
    final LearnerState state = new LearnerState();
    final OnlineLearner learner = new OnlineLearner(state, new CoreTrainerFactory(), Map.of());
    final List<Sample> held = new ArrayList<>();
    @Nullable Model model;
    @Nullable DualPrice price;

    void take(@Nullable Model newest, DualPrice its, boolean shadow) {
      model = newest == null ? model : newest;
      price = its;
    }

    void configure(long version, List<String> nullable) {
      Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
      options.put("window.max-samples", "2000");
      options.put("budget.per-impression-micros", "10000000");
      Campaign campaign = Fixtures.campaign("c", version, options);
      campaign.setNullableFeatures(nullable);
      learner.configure(campaign, 0, this::take);
    }

    void feed(List<Sample> samples) {
      for (Sample sample : samples) {
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

    /** What each sample's unit would get from the newest pair. */
    List<Integer> decisions(List<Sample> samples) {
      PublishedModel scorer = UnpackedModel.of(Objects.requireNonNull(model)).scorer();
      SampleLayout layout = new SampleLayout(Objects.requireNonNull(learner.campaign()));
      FeatureRow row = new FeatureRow();
      ScoringScratch scratch = new ScoringScratch();
      List<Integer> decisions = new ArrayList<>();
      for (Sample sample : samples) {
        layout.read(sample, row);
        scorer.predict(row, scratch);
        double[] out = scratch.predictions();
        decisions.add(
            Policy.argmax(out, 0, out, 3, 3, Objects.requireNonNull(price).getDualPrice()));
      }
      return decisions;
    }
  }

  /** Takes one in five values away; which, tells nothing of anybody. */
  private static List<Sample> gaps(List<Sample> samples, List<String> nullable, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Sample> with = new ArrayList<>();
    for (Sample sample : samples) {
      List<Float> numeric = new ArrayList<>(sample.getNumericFeatures());
      List<String> categorical = new ArrayList<>(sample.getCategoricalFeatures());
      for (int i = 0; i < 2; i++) {
        if (nullable.contains(ALL.get(i)) && random.nextInt(5) == 0) {
          numeric.set(i, Float.NaN);
        }
      }
      if (nullable.contains("city") && random.nextInt(5) == 0) {
        categorical.set(0, "");
      }
      with.add(
          Sample.newBuilder(sample)
              .setNumericFeatures(numeric)
              .setCategoricalFeatures(categorical)
              .build());
    }
    return with;
  }

  /** True mean revenue of decisions: mail helps those above forty, a gift the others. */
  private static double value(List<Sample> people, List<Integer> arms) {
    double sum = 0;
    for (int i = 0; i < people.size(); i++) {
      boolean old = people.get(i).getNumericFeatures().get(0) > 40;
      int arm = arms.get(i);
      sum += arm == 0 ? 1 : arm == 1 ? (old ? 3 : 1) : (old ? 2 : 4);
    }
    return sum / people.size();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void withoutMissingValuesNothingIsDecidedOtherwise(long seed) {
    List<Sample> samples = Fixtures.samples("c", SAMPLES, seed);
    Run plain = new Run();
    plain.configure(1, List.of());
    plain.feed(samples);
    Run nullable = new Run();
    nullable.configure(1, ALL);
    nullable.feed(samples);
    List<Sample> people = Fixtures.samples("c", 500, 100 + seed);
    assertThat(nullable.decisions(people)).isEqualTo(plain.decisions(people));
    assertThat(Objects.requireNonNull(nullable.price).getDualPrice())
        .isEqualTo(Objects.requireNonNull(plain.price).getDualPrice());
    assertThat(Objects.requireNonNull(nullable.model).getNullableFeatures())
        .containsExactlyElementsOf(ALL);
    // What was never missing has no weight: its columns add nothing.
    assertThat(nullable.model.getMembers().get(0).getLayerSizes().get(0)).isEqualTo(8);
  }

  @Test
  void aStreamThatLacksAFifthOfItsValuesIsLearnedFrom() {
    Run whole = new Run();
    whole.configure(1, List.of());
    whole.feed(Fixtures.samples("c", SAMPLES, 7));
    Run sparse = new Run();
    sparse.configure(1, ALL);
    sparse.feed(gaps(Fixtures.samples("c", SAMPLES, 7), ALL, 8));
    assertThat(sparse.state.counts.implausible).isZero();
    List<Sample> people = Fixtures.samples("c", 2_000, 9);
    List<Sample> hidden = gaps(people, ALL, 10);
    double best = value(people, whole.decisions(people));
    List<Integer> decided = sparse.decisions(hidden);
    List<Sample> known = new ArrayList<>();
    List<Integer> knownArms = new ArrayList<>();
    List<Sample> unknown = new ArrayList<>();
    List<Integer> unknownArms = new ArrayList<>();
    for (int i = 0; i < people.size(); i++) {
      boolean gap = hidden.get(i).getNumericFeatures().get(0).isNaN();
      (gap ? unknown : known).add(people.get(i));
      (gap ? unknownArms : knownArms).add(decided.get(i));
    }
    // Who is known is decided for as well as ever.
    assertThat(value(known, knownArms)).isGreaterThan(best - 0.15);
    // Of somebody unknown, a gift is best: 3 on average, mail gives 2 and nothing 1.
    assertThat(value(unknown, unknownArms)).isGreaterThan(2.6);
  }

  @Test
  void aFeatureBecomesNullableAndIsNoMoreWhileAllGoesOn() {
    List<Sample> samples = Fixtures.samples("c", 3 * SAMPLES, 11);
    Run run = new Run();
    run.configure(1, List.of());
    run.feed(samples.subList(0, SAMPLES));
    List<Sample> people = Fixtures.samples("c", 500, 12);
    List<Integer> before = run.decisions(people);
    Model first = Objects.requireNonNull(run.model);
    run.configure(2, List.of("age"));
    assertThat(run.learner.ready()).isTrue();
    assertThat(ModelRecords.fits(first, Objects.requireNonNull(run.learner.campaign()))).isFalse();
    run.feed(gaps(samples.subList(SAMPLES, 2 * SAMPLES), List.of("age"), 13));
    assertThat(Objects.requireNonNull(run.model).getNullableFeatures()).containsExactly("age");
    assertThat(value(people, run.decisions(people))).isGreaterThan(value(people, before) - 0.15);
    run.configure(3, List.of());
    assertThat(run.learner.ready()).isTrue();
    run.feed(samples.subList(2 * SAMPLES, 3 * SAMPLES));
    assertThat(run.model.getNullableFeatures()).isEmpty();
    assertThat(value(people, run.decisions(people))).isGreaterThan(value(people, before) - 0.15);
  }

  @Test
  void aFeatureThatWasMissingAllThroughTheWarmUpIsScaledOnceItComes() {
    List<Sample> samples = Fixtures.samples("c", 1_500, 14);
    List<Sample> hidden = new ArrayList<>();
    for (Sample sample : samples) {
      float visits = sample.getNumericFeatures().get(1);
      boolean missing = hidden.size() < 600;
      hidden.add(
          Sample.newBuilder(sample)
              .setNumericFeatures(
                  List.of(sample.getNumericFeatures().get(0), missing ? Float.NaN : 1e4f * visits))
              .build());
    }
    Run run = new Run();
    run.configure(1, List.of("visits"));
    run.feed(hidden.subList(0, 600));
    assertThat(Objects.requireNonNull(run.state.learning()).scaling().unknown(1)).isTrue();
    run.feed(hidden.subList(600, 1_500));
    assertThat(run.state.counts.implausible).isZero();
    assertThat(run.state.learning().scaling().features().scale()[1]).isBetween(1e4f, 2e4f);
  }
}
