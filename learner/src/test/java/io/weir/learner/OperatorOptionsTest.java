package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What options that an operator sets in a campaign change in what is published. */
class OperatorOptionsTest {
  private static final int SAMPLES = 3_000;

  private final SplittableRandom random = new SplittableRandom(11);

  /** What one stream of samples led to. */
  private static final class Run {
    final List<Model> models = new ArrayList<>();
    final List<DualPrice> prices = new ArrayList<>();
    final LearningLoop loop;

    Run(Map<String, String> options) {
      loop =
          new LearningLoop(
              new CoreTrainerFactory(),
              campaign(1, options),
              (model, price, shadow) -> {
                if (model != null) {
                  models.add(model);
                }
                prices.add(price);
              });
    }

    DualPrice last() {
      return prices.get(prices.size() - 1);
    }

    double diagnostic(String name) {
      return Objects.requireNonNull(last().getDiagnostics().get(name));
    }
  }

  private static Campaign campaign(long version, Map<String, String> options) {
    Map<String, String> all = new HashMap<>(Fixtures.quickOptions());
    all.put("budget.per-impression-micros", "400000");
    all.putAll(options);
    return Fixtures.campaign("c", version, all);
  }

  private static Run learn(Map<String, String> options, UnaryOperator<Sample> change) {
    Run run = new Run(options);
    for (Sample sample : Fixtures.samples("c", SAMPLES, 5)) {
      assertThat(run.loop.take(change.apply(sample))).isNull();
    }
    run.loop.finish();
    return run;
  }

  private static Sample revenue(Sample sample, double revenue) {
    return Sample.newBuilder(sample).setRevenue(revenue).build();
  }

  private UnaryOperator<Sample> nowAndThen(double share, double revenue) {
    return sample -> random.nextDouble() < share ? revenue(sample, revenue) : sample;
  }

  @Test
  void theOutcomeLimitSaysWhatIsImplausible() {
    Run wide = learn(Map.of(), nowAndThen(0.01, 200));
    assertThat(wide.diagnostic("samplesImplausible")).isZero();
    Run narrow = learn(Map.of("outcome.limit", "20"), nowAndThen(0.01, 200));
    assertThat(narrow.diagnostic("samplesImplausible")).isBetween(10.0, 60.0);
  }

  @Test
  void theAlarmShareSaysHowManyOfThemRaiseTheAlarm() {
    Run alarmed = learn(Map.of(), nowAndThen(0.05, 1e9));
    assertThat(alarmed.prices)
        .extracting(price -> price.getGate().getReason())
        .contains("OUTCOME_ALARM");
    Run calm = learn(Map.of("outcome.alarm-share", "0.2"), nowAndThen(0.05, 1e9));
    assertThat(calm.prices)
        .extracting(price -> price.getGate().getReason())
        .doesNotContain("OUTCOME_ALARM");
    assertThat(calm.diagnostic("samplesImplausible")).isPositive();
  }

  /** Returns whether the first model can be served again at the end. */
  private static boolean remembersTheFirst(String remembered) {
    Run run = learn(Map.of("history.models", remembered), UnaryOperator.identity());
    assertThat(run.models).hasSizeGreaterThan(3);
    run.loop.configure(campaign(2, Map.of("history.models", remembered, "pin.model-version", "1")));
    return run.last().getGate().getReason().equals("PINNED");
  }

  @Test
  void asManyModelsAreRememberedAsHistorySays() {
    assertThat(remembersTheFirst("100")).isTrue();
    assertThat(remembersTheFirst("2")).isFalse();
  }

  @Test
  void aBudgetWithoutAnEffectIsSpentOrKept() {
    // Without an effect one interval in twenty claims one all the same: what counts is the claim.
    UnaryOperator<Sample> noEffect = sample -> revenue(sample, random.nextDouble());
    Run spent = learn(Map.of(), noEffect);
    assertThat(spent.prices).allSatisfy(price -> assertThat(price.getDualPrice()).isFinite());
    Run kept = learn(Map.of("budget.unproven", "KEEP"), noEffect);
    assertThat(kept.prices)
        .allSatisfy(
            price ->
                assertThat(Double.isInfinite(price.getDualPrice()))
                    .isEqualTo(price.getDiagnostics().get("effectResolved") == 0))
        .anySatisfy(price -> assertThat(price.getDualPrice()).isInfinite());
  }

  @Test
  void aBudgetThatIsNearlySpentIsSpreadOverThePeriodOrOverWhatIsLeftOfIt() {
    // Samples cost twice what is planned for: what is left allows less.
    UnaryOperator<Sample> dear =
        sample -> Sample.newBuilder(sample).setCostMicros(2 * sample.getCostMicros()).build();
    Map<String, String> derived = Map.of("budget.per-impression-micros", "-1");
    Run whole = learn(derived, dear);
    Map<String, String> remaining = new HashMap<>(derived);
    remaining.put("budget.horizon", "REMAINING");
    Run left = learn(remaining, dear);
    assertThat(whole.last().getDualPrice()).isFinite();
    assertThat(left.last().getDualPrice()).isGreaterThan(whole.last().getDualPrice());
  }
}
