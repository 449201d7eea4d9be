package io.weir.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.cli.WeirCommand;
import io.weir.core.estimate.HoldoutSize.Looks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlanCommandTest {
  private static final HoldoutPlan SHOP =
      new HoldoutPlan(100_000, new double[] {0, 2, 5}, .04, .05, false);

  private static String plan(int code, String... more) {
    List<String> all =
        new ArrayList<>(List.of("plan", "--traffic=100000", "--conversion=4%", "--budget=100000"));
    all.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int ended =
        WeirCommand.parser()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    assertThat(ended).isEqualTo(code);
    return out + err.toString();
  }

  /** A day of the shop, person by person. */
  @Test
  void theHoldoutSpendsWhatASimulatedDaySpends() {
    double rate = .1;
    SplittableRandom random = new SplittableRandom(3);
    double spent = 0;
    for (int i = 0; i < 100_000; i++) {
      if (random.nextDouble() < rate) {
        int arm = random.nextInt(3);
        spent += random.nextDouble() < .05 ? SHOP.costs()[arm] : 0;
      }
    }
    double expected = SHOP.spendPerDay(rate);
    assertThat(expected).isCloseTo(100_000 * .1 * .05 * 7 / 3, within(1e-9));
    assertThat(spent).isCloseTo(expected, within(.15 * expected));
  }

  @Test
  void rateAndDaysSayTheSame() {
    double days = SHOP.days(.05, Looks.ANY_TIME);
    assertThat(SHOP.rateFor(days, Looks.ANY_TIME)).isCloseTo(.05, within(1e-12));
    assertThat(SHOP.days(.1, Looks.ONCE)).isLessThan(SHOP.days(.05, Looks.ONCE));
    assertThat(new HoldoutPlan(100, new double[] {0, 1}, .04, .05, true).spendPerDay(.5))
        .isEqualTo(25);
  }

  @Test
  void tellsRateTimeAndCost() {
    String text = plan(0, "--effect=25%", "--costs=0,2,5", "--within=14d", "--spend-cap=5%");
    assertThat(text)
        .contains("raises conversion from 4 % to 5 %")
        .contains("spends 5 % of the budget at most")
        .containsPattern("Within 14d a holdout of [0-9.]+ % resolves it")
        .containsPattern("\n +10 % +10,000 +\\d");
    assertThat(plan(0, "--effect=1%", "--costs=0,2", "--within=2d"))
        .contains("Within 2d no holdout resolves it");
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(plan(2, "--effect=0", "--costs=0,2")).contains("--effect must not be zero");
    assertThat(plan(2, "--effect=10%", "--costs=0")).contains("--costs needs two arms");
    assertThat(plan(2, "--effect=a lot", "--costs=0,1")).contains("is no share such as 5%");
  }
}
