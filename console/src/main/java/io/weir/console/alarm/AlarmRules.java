package io.weir.console.alarm;

import io.weir.console.alarm.Alarm.Severity;
import io.weir.console.view.BudgetPoint;
import io.weir.console.view.CampaignView;
import io.weir.console.view.PricePoint;
import io.weir.console.view.RefusedVersion;
import io.weir.console.view.StreamHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which alarms follow from what is known. Pure functions of their arguments. */
public final class AlarmRules {
  /** A budget status older than this is stale: the job sends one every second. */
  static final Duration STATUS_LIMIT = Duration.ofSeconds(30);

  /** A price older than this is stale. */
  static final Duration PRICE_LIMIT = Duration.ofMinutes(15);

  /** Silence of the broker beyond this is an outage. */
  static final Duration POLL_LIMIT = Duration.ofSeconds(10);

  /** Anytime-valid p-value of the holdout's shares or balance below which they deviate. */
  static final double DEVIATION_LIMIT = 1e-3;

  private static final String GATE_ALARM = "_ALARM";
  private static final Map<String, String> GATE_ALARMS =
      Map.of(
          "HOLDOUT_ALARM", "The randomized holdout does not look randomized.",
          "LEAK_ALARM", "The holdout gave an arm that it should never draw.",
          "POSITIVITY_ALARM", "The policy wants an arm that the holdout no longer draws.",
          "RATIO_ALARM", "The arms' shares in the holdout are not the configured ones.",
          "BALANCE_ALARM", "A feature is distributed differently in the holdout's arms.",
          "OUTCOME_ALARM", "Too many outcomes are implausible.");

  /** Candidates refused in a row from which on an alarm is raised. */
  static final int REFUSALS = 3;

  /** Share of events in the dead letters of the last minute above which it is an alarm. */
  static final double DEAD_LETTER_SHARE = 0.02;

  private final List<Alarm> alarms = new ArrayList<>();
  private final @Nullable String campaignId;
  private final long nowMillis;

  private AlarmRules(@Nullable String campaignId, long nowMillis) {
    this.campaignId = campaignId;
    this.nowMillis = nowMillis;
  }

  /** Returns what stands against a campaign now, an alarm a kind. */
  public static List<Alarm> of(CampaignView campaign, long nowMillis) {
    AlarmRules rules = new AlarmRules(campaign.campaignId(), nowMillis);
    boolean ended = campaign.status().equals("ENDED");
    if (campaign.refused() != null) {
      rules.refused(campaign.version(), campaign.refused());
    }
    if (campaign.budget() != null && !ended) {
      rules.budget(campaign.budget(), campaign.currency());
    }
    if (campaign.price() != null && !ended) {
      rules.price(campaign, campaign.price());
    }
    return rules.alarms;
  }

  /** Returns what stands against the streams now. */
  public static List<Alarm> of(StreamHealth health, long nowMillis) {
    AlarmRules rules = new AlarmRules(null, nowMillis);
    if (health.brokerSilentMillis() > POLL_LIMIT.toMillis()) {
      rules.raise(
          "BROKER_SILENT",
          Severity.CRITICAL,
          "The console has had no answer from Kafka for %d s. What it shows is old.",
          health.brokerSilentMillis() / 1000);
    }
    if (health.unreadableRecords() > 0) {
      rules.raise(
          "UNREADABLE_RECORD",
          Severity.WARNING,
          "%,d records of the sink topics could not be read. Last: %s",
          health.unreadableRecords(),
          health.lastUnreadable());
    }
    if (health.deadLetterShare() > DEAD_LETTER_SHARE) {
      rules.raise(
          "DEAD_LETTERS",
          Severity.WARNING,
          "%.1f %% of the events of the last minute could not be used.",
          100 * health.deadLetterShare());
    }
    return rules.alarms;
  }

  private void refused(long inForce, RefusedVersion refused) {
    raise(
        "CONFIGURATION_REFUSED",
        Severity.CRITICAL,
        "Version %d of the configuration is invalid and nobody acts by it; version %d stays in"
            + " force. %s",
        refused.version(),
        inForce,
        refused.problems());
  }

  private void budget(BudgetPoint budget, String currency) {
    long budgetMicros = budget.budgetMicros();
    long excessMicros = budget.projectedMicros() - budgetMicros;
    switch (budget.state()) {
      case "EXHAUSTED" ->
          raise(
              "BUDGET_EXHAUSTED",
              Severity.CRITICAL,
              "The budget of %s is used up. Only the free arm is given.",
              money(budgetMicros, currency));
      case "OVER" ->
          raise(
              "BUDGET_OVER",
              Severity.WARNING,
              "Spend is projected to end %s over the budget.",
              money(Math.max(0, excessMicros), currency));
      case "UNDER" ->
          raise(
              "BUDGET_UNDER",
              Severity.NOTICE,
              "Spend is projected to leave %s of the budget unused.",
              money(Math.max(0, -excessMicros), currency));
      case "STALE" ->
          raise("BUDGET_STALE", Severity.WARNING, "The budget job has seen no fresh events.");
      default -> {
        // ON_TRACK
      }
    }
    long ageMillis = nowMillis - budget.receivedMillis();
    if (ageMillis > STATUS_LIMIT.toMillis()) {
      raise(
          "STATUS_MISSING",
          Severity.WARNING,
          "No budget status for more than %d s. Is the budget job running?",
          STATUS_LIMIT.toSeconds());
    }
  }

  private void price(CampaignView campaign, PricePoint price) {
    if (price.reason().endsWith(GATE_ALARM)) {
      raise(
          price.reason(),
          Severity.CRITICAL,
          "%s Nothing new is published.",
          GATE_ALARMS.getOrDefault(price.reason(), "The gate raised an alarm."));
    } else {
      monitors(campaign.diagnostics());
    }
    if (campaign.pinnedModel() != null) {
      raise(
          "MODEL_PINNED",
          Severity.NOTICE,
          "An operator has pinned model %d.",
          campaign.pinnedModel());
    } else if (campaign.refusedInARow() >= REFUSALS) {
      raise(
          "GATE_REFUSES",
          Severity.WARNING,
          "The gate has refused %d candidates or more in a row. Last: %s.",
          REFUSALS,
          price.reason());
    }
    if (nowMillis - price.receivedMillis() > PRICE_LIMIT.toMillis()) {
      raise(
          "PRICE_STALE",
          Severity.WARNING,
          "No new price for more than %d minutes.",
          PRICE_LIMIT.toMinutes());
    }
  }

  /** Where alarms do not freeze what is published, the gate is silent and the numbers speak. */
  private void monitors(Map<String, Double> diagnostics) {
    double leaks = diagnostics.getOrDefault("holdoutLeaks", 0.0);
    if (leaks > 0) {
      raise(
          "HOLDOUT_LEAK",
          Severity.CRITICAL,
          "%,.0f holdout units were given an arm that the holdout never draws.",
          leaks);
    }
    deviation(
        "HOLDOUT_RATIO",
        "The holdout's arm shares deviate from their probabilities",
        diagnostics.get("holdoutRatioPValue"));
    deviation(
        "HOLDOUT_BALANCE",
        "A feature is distributed differently in the holdout's arms",
        diagnostics.get("balancePValue"));
  }

  private void deviation(String kind, String what, @Nullable Double pValue) {
    if (pValue != null && pValue < DEVIATION_LIMIT) {
      raise(kind, Severity.CRITICAL, "%s (p = %.2g).", what, pValue);
    }
  }

  private void raise(String kind, Severity severity, String message, Object... arguments) {
    alarms.add(
        new Alarm(
            kind,
            severity,
            campaignId,
            String.format(Locale.ROOT, message, arguments),
            nowMillis,
            null));
  }

  private static String money(long micros, String currency) {
    return Money.format(micros, currency);
  }
}
