package io.weir.cli.plan;

import io.weir.core.estimate.HoldoutSize.Looks;
import io.weir.kafka.CommandErrors;
import io.weir.kafka.DurationConverter;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir plan}. */
@Command(
    name = "plan",
    description = {
      "Says how large a holdout must be, how long it takes to tell an arm's effect from noise, and"
          + " what the holdout costs.",
      "",
      "Needs no broker. docs/how-to/size-the-holdout.md explains the numbers."
    },
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
  /** When a treatment costs money. */
  enum Paid {
    /** When the unit converts: a coupon that is redeemed. */
    CONVERTED,
    /** Whenever it is given: a message that is sent. */
    TREATED
  }

  private static final double DAY_SECONDS = 86_400;
  private static final List<Double> RATES = List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5);
  private static final String ROW = "%8s  %12s  %10s  %10s  %10s  %14s  %9s%n";

  @Option(
      names = "--traffic",
      required = true,
      paramLabel = "UNITS",
      description = "Units (people, baskets) that the campaign meets each day.")
  private double traffic;

  @Option(
      names = "--conversion",
      required = true,
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      description = "Conversion rate of a unit without a treatment, such as 4%%.")
  private double conversion;

  @Option(
      names = "--effect",
      required = true,
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      description =
          "Least effect worth finding: by how much of itself an arm raises the conversion rate,"
              + " such as 10%% (from 4%% to 4.4%%).")
  private double effect;

  @Option(
      names = "--costs",
      required = true,
      split = ",",
      paramLabel = "AMOUNT",
      description = "Cost of each arm in currency units, the free one first: 0,2,5.")
  private double[] costs = {};

  @Option(
      names = "--paid",
      defaultValue = "CONVERTED",
      description = "When a treatment costs: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Paid paid = Paid.CONVERTED;

  @Option(
      names = "--budget",
      required = true,
      paramLabel = "AMOUNT",
      description = "Budget of the period, currency units.")
  private double budget;

  @Option(
      names = "--period",
      defaultValue = "30d",
      converter = DurationConverter.class,
      description = "Length of the budget's period (default: ${DEFAULT-VALUE}).")
  private Duration period = Duration.ofDays(30);

  @Option(
      names = "--attribution-window",
      defaultValue = "1d",
      converter = DurationConverter.class,
      description = "How long an outcome counts (default: ${DEFAULT-VALUE}).")
  private Duration window = Duration.ofDays(1);

  @Option(
      names = "--within",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Says which rate resolves the effect within this time.")
  private @Nullable Duration within;

  @Option(
      names = "--spend-cap",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      description = "Says which rate keeps the holdout's spend below this share of the budget.")
  private @Nullable Double spendCap;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    HoldoutPlan plan = plan();
    PrintWriter out = spec.commandLine().getOut();
    print(
        out,
        "An arm that raises conversion from %s to %s is told from the free one after%n",
        percent(conversion),
        percent(conversion * (1 + effect)));
    print(out, "  %,14.0f randomized units, if looked at once%n", plan.samples(Looks.ONCE));
    print(
        out,
        "  %,14.0f randomized units, if looked at as often as one likes%n",
        plan.samples(Looks.ANY_TIME));
    print(
        out, "in four of five cases, by a 95 %% interval; %d arms, drawn alike.%n%n", costs.length);
    print(
        out,
        ROW,
        "holdout",
        "units a day",
        "once",
        "any time",
        "candidate",
        "spent a day",
        "of budget");
    for (double rate : RATES) {
      row(out, plan, rate);
    }
    print(out, "%nonce, any time: until the effect is resolved, its window among it;%n");
    print(out, "candidate: until a first model can come before the gate.%n");
    answer(out, plan);
    out.flush();
    return CommandErrors.DONE;
  }

  private HoldoutPlan plan() {
    double treated = conversion * (1 + effect);
    require(traffic > 0, "--traffic must be above zero");
    require(conversion > 0 && conversion < 1, "--conversion must lie between 0 and 100 %");
    require(effect != 0, "--effect must not be zero");
    require(treated > 0 && treated < 1, "--effect leads to a rate of " + percent(treated));
    require(costs.length >= 2, "--costs needs two arms or more, the free one among them");
    require(budget > 0, "--budget must be above zero");
    require(!period.isZero() && !period.isNegative(), "--period must be above zero");
    return new HoldoutPlan(traffic, costs, conversion, treated, paid == Paid.TREATED);
  }

  private void row(PrintWriter out, HoldoutPlan plan, double rate) {
    double spent = plan.spendPerDay(rate);
    print(
        out,
        ROW,
        percent(rate),
        String.format(Locale.ROOT, "%,.0f", traffic * rate),
        days(plan.days(rate, Looks.ONCE) + days(window)),
        days(plan.days(rate, Looks.ANY_TIME) + days(window)),
        days(plan.daysToFirstCandidate(rate) + days(window)),
        String.format(Locale.ROOT, "%,.2f", spent),
        percent(spent * days(period) / budget));
  }

  private void answer(PrintWriter out, HoldoutPlan plan) {
    if (within != null) {
      double left = days(within) - days(window);
      double rate = left > 0 ? plan.rateFor(left, Looks.ANY_TIME) : Double.POSITIVE_INFINITY;
      print(
          out,
          rate > 1
              ? "%nWithin %s no holdout resolves it: all traffic would not do (%s).%n"
              : "%nWithin %s a holdout of %s resolves it.%n",
          DurationConverter.format(within),
          percent(rate));
    }
    if (spendCap != null) {
      double most = spendCap * budget / days(period) / plan.spendPerDay(1);
      print(
          out,
          "%nA holdout of %s spends %s of the budget at most.%n",
          percent(Math.min(1, most)),
          percent(spendCap));
    }
  }

  private static double days(Duration duration) {
    return duration.toMillis() / 1_000.0 / DAY_SECONDS;
  }

  private static String days(double days) {
    if (days < 2 / 24.0) {
      return String.format(Locale.ROOT, "%.0f min", Math.ceil(days * 24 * 60));
    }
    return days < 2
        ? String.format(Locale.ROOT, "%.1f h", days * 24)
        : String.format(Locale.ROOT, "%,.1f d", days);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3g %%", share * 100).replaceAll("\\.0+ ", " ");
  }

  private static void print(PrintWriter out, String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
    }
  }
}
