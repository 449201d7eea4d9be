package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What does not change who gains from what must not change a decision: a constant on all revenue,
 * another unit of money or of a feature, another order of the paid arms.
 */
class InvarianceTest {
  private static final int SAMPLES = 3_000;
  private static final int PEOPLE = 1_000;

  /** The last pair of a run, and what it decides by the arms' names. */
  private record Outcome(Model model, DualPrice price, List<String> decisions) {
    double agreement(Outcome other) {
      int same = 0;
      for (int i = 0; i < decisions.size(); i++) {
        same += decisions.get(i).equals(other.decisions.get(i)) ? 1 : 0;
      }
      return same / (double) decisions.size();
    }

    double priceAgainst(Outcome other) {
      return price.getDualPrice() / other.price.getDualPrice();
    }
  }

  private static Campaign campaign(double costUnit) {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("budget.per-impression-micros", Long.toString(Math.round(400_000 * costUnit)));
    return Fixtures.campaign("c", 1, options);
  }

  /** Own decisions are among the samples: a third of those of the policy. */
  private static Sample owned(Sample sample, int index) {
    return sample.getAssignment() == Assignment.POLICY && index % 3 == 0
        ? Sample.newBuilder(sample).setModelVersion(1L).build()
        : sample;
  }

  private static Outcome run(Campaign campaign, UnaryOperator<Sample> change) {
    LearnerState state = new LearnerState();
    OnlineLearner learner = new OnlineLearner(state, new CoreTrainerFactory(), Map.of());
    Pair last = new Pair();
    learner.configure(campaign, 0, last::take);
    List<Sample> held = new ArrayList<>();
    List<Sample> samples = Fixtures.samples("c", SAMPLES, 5);
    for (int i = 0; i < SAMPLES; i++) {
      held.add(change.apply(owned(samples.get(i), i)));
      if (!learner.ready()) {
        learner.warmUp(held.get(i));
      }
      if (learner.ready()) {
        for (Sample sample : held) {
          if (sample != null) {
            learner.accept(sample, 0, last::take);
            learner.advance(last::take);
          }
        }
        held.replaceAll(sample -> null);
      }
    }
    learner.settle(last::take);
    return last.outcome(campaign, change);
  }

  /** Keeps the last pair. */
  private static final class Pair {
    private @Nullable Model model;
    private @Nullable DualPrice price;

    void take(@Nullable Model published, DualPrice its, boolean shadow) {
      model = published == null ? model : published;
      price = its;
    }

    Outcome outcome(Campaign campaign, UnaryOperator<Sample> change) {
      LiveModel live =
          new LiveModel(Objects.requireNonNull(model), Objects.requireNonNull(price), 1);
      SampleLayout layout = new SampleLayout(campaign);
      FeatureRow row = new FeatureRow();
      ScoringScratch scratch = new ScoringScratch();
      List<String> names = SampleLayout.armIds(campaign);
      int arms = names.size();
      List<String> decisions = new ArrayList<>();
      for (Sample person : Fixtures.samples("c", PEOPLE, 77)) {
        layout.read(change.apply(person), row);
        live.scorer().predict(row, scratch);
        double[] out = scratch.predictions();
        decisions.add(
            names.get(Policy.argmax(out, 0, out, arms, arms, live.price().getDualPrice())));
      }
      return new Outcome(live.model(), live.price(), decisions);
    }
  }

  private static Sample with(Sample sample, double revenue, double cost) {
    return Sample.newBuilder(sample).setRevenue(revenue).setCostMicros(Math.round(cost)).build();
  }

  private static final Outcome PLAIN = run(campaign(1), s -> s);

  @Test
  void theMarketHasSomethingToDecide() {
    assertThat(PLAIN.decisions()).contains("none", "mail", "gift");
    assertThat(PLAIN.price().getDualPrice()).isPositive();
  }

  @Test
  void aConstantOnAllRevenue() {
    Outcome other = run(campaign(1), s -> with(s, s.getRevenue() + 64, s.getCostMicros()));
    assertThat(other.agreement(PLAIN)).isEqualTo(1);
    // Models hold 64 in the output biases, in single precision.
    assertThat(other.priceAgainst(PLAIN)).isCloseTo(1, within(1e-5));
  }

  @Test
  void anotherUnitOfRevenue() {
    Outcome other = run(campaign(1), s -> with(s, s.getRevenue() * 100, s.getCostMicros()));
    assertThat(other.agreement(PLAIN)).isEqualTo(1);
    assertThat(other.priceAgainst(PLAIN)).isCloseTo(100, within(1e-9));
    assertThat(other.model().getMembers()).isEqualTo(PLAIN.model().getMembers());
  }

  @Test
  void anotherUnitOfCost() {
    Outcome other = run(campaign(100), s -> with(s, s.getRevenue(), s.getCostMicros() * 100.0));
    assertThat(other.agreement(PLAIN)).isEqualTo(1);
    assertThat(other.priceAgainst(PLAIN)).isCloseTo(0.01, within(1e-12));
    assertThat(other.model().getMembers()).isEqualTo(PLAIN.model().getMembers());
  }

  @Test
  void anotherUnitOfAFeature() {
    Outcome other =
        run(
            campaign(1),
            s ->
                Sample.newBuilder(s)
                    .setNumericFeatures(
                        List.of(
                            s.getNumericFeatures().get(0) * 1024, s.getNumericFeatures().get(1)))
                    .build());
    assertThat(other.agreement(PLAIN)).isEqualTo(1);
    assertThat(other.model().getMembers()).isEqualTo(PLAIN.model().getMembers());
  }

  @Test
  void anotherOrderOfThePaidArms() {
    Campaign permuted = campaign(1);
    permuted.setArms(
        List.of(new Arm("none", "none"), new Arm("gift", "gift"), new Arm("mail", "mail")));
    Outcome other = run(permuted, s -> s);
    assertThat(other.agreement(PLAIN)).isEqualTo(1);
    // Sums over arms run in another order.
    assertThat(other.priceAgainst(PLAIN)).isCloseTo(1, within(1e-6));
  }
}
