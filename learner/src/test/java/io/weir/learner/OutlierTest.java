package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.learner.train.CoreTrainerFactory;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Single absurd numbers, in the warm-up and later, leave no trace but a count. */
class OutlierTest {
  private static final int SAMPLES = 3_000;

  private final LearnerState state = new LearnerState();
  private @Nullable DualPrice price;
  private int models;

  private void take(@Nullable Model newest, DualPrice its, boolean shadow) {
    models += newest == null ? 0 : 1;
    price = its;
  }

  private double run(BiFunction<Sample, Integer, Sample> change) {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("budget.per-impression-micros", "400000");
    OnlineLearner learner = new OnlineLearner(state, new CoreTrainerFactory(), Map.of());
    learner.configure(Fixtures.campaign("c", 1, options), 0, this::take);
    List<Sample> held = new ArrayList<>();
    int index = 0;
    for (Sample plain : Fixtures.samples("c", SAMPLES, 5)) {
      held.add(change.apply(plain, index++));
      if (!learner.ready()) {
        learner.warmUp(held.get(held.size() - 1));
      }
      if (learner.ready()) {
        held.forEach(
            sample -> {
              learner.accept(sample, 0, this::take);
              learner.advance(this::take);
            });
        held.clear();
      }
    }
    learner.settle(this::take);
    return Objects.requireNonNull(price).getDualPrice();
  }

  private static Sample revenue(Sample sample, double revenue) {
    return Sample.newBuilder(sample).setRevenue(revenue).build();
  }

  private static Sample feature(Sample sample, float value) {
    return Sample.newBuilder(sample)
        .setNumericFeatures(List.of(sample.getNumericFeatures().get(0), value))
        .build();
  }

  @Test
  void oneRevenueInTheWarmUp() {
    double plain = new OutlierTest().run((s, i) -> s);
    double hit = run((s, i) -> i == 31 ? revenue(s, 1e5) : s);
    assertThat(Objects.requireNonNull(state.learning()).scaling().revenueScale())
        .isBetween(0.8, 3.0);
    assertThat(hit).isCloseTo(plain, within(0.35 * plain));
    assertThat(state.counts.implausible).isEqualTo(1);
  }

  @Test
  void oneFeatureInTheWarmUp() {
    double plain = new OutlierTest().run((s, i) -> s);
    double hit = run((s, i) -> i == 31 ? feature(s, 1e9f) : s);
    assertThat(Objects.requireNonNull(state.learning()).scaling().features().scale()[1])
        .isBetween(0.5f, 3f);
    assertThat(hit).isCloseTo(plain, within(0.35 * plain));
    assertThat(state.counts.implausible).isEqualTo(1);
  }

  @Test
  void greatestFloatsNowAndThen() {
    double plain = new OutlierTest().run((s, i) -> s);
    double hit =
        run(
            (s, i) ->
                i % 800 == 150
                    ? feature(s, i % 1_600 == 150 ? Float.MAX_VALUE : -Float.MAX_VALUE)
                    : i % 800 == 550 ? revenue(s, Float.MAX_VALUE) : s);
    assertThat(models).isGreaterThan(3);
    assertThat(Objects.requireNonNull(state.learning()).trainer().diverged()).isFalse();
    assertThat(state.counts.generations).isEqualTo(1);
    assertThat(hit).isCloseTo(plain, within(0.35 * plain));
    assertThat(state.counts.implausible).isBetween(5L, 8L);
  }

  @Test
  void aFeatureFarOutIsPulledIn() {
    double plain = new OutlierTest().run((s, i) -> s);
    double hit = run((s, i) -> i % 100 == 50 ? feature(s, 5_000) : s);
    assertThat(state.counts.implausible).isZero();
    assertThat(Objects.requireNonNull(state.learning()).trainer().diverged()).isFalse();
    assertThat(hit).isCloseTo(plain, within(0.35 * plain));
  }
}
