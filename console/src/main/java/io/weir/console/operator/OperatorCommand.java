package io.weir.console.operator;

import io.weir.console.operator.CommandRefusedException.Reason;
import io.weir.contract.Ranges;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operator can do to a campaign. */
public sealed interface OperatorCommand {
  /** Learning option that holds a model. */
  String PIN_OPTION = "pin.model-version";

  /** Learning option whose change starts the monitors anew. */
  String ALARM_EPOCH_OPTION = "alarms.epoch";

  /** Returns its name, as in requests and headers. */
  String name();

  /**
   * Changes a campaign.
   *
   * @param next builder that holds the campaign in force
   * @throws CommandRefusedException if it cannot be done to this campaign
   */
  void change(Campaign.Builder next) throws CommandRefusedException;

  /**
   * Serves an earlier model again, under a new version number, until it is unpinned.
   *
   * @param modelVersion model to serve
   */
  record Pin(long modelVersion) implements OperatorCommand {
    @Override
    public String name() {
      return "pin";
    }

    @Override
    public void change(Campaign.Builder next) throws CommandRefusedException {
      if (modelVersion < 1) {
        throw new CommandRefusedException(Reason.INVALID, "a model version is 1 or more");
      }
      Map<String, String> learning = new HashMap<>(next.getLearning());
      learning.put(PIN_OPTION, Long.toString(modelVersion));
      next.setLearning(learning);
    }
  }

  /** Serves the newest accepted model again. */
  record Unpin() implements OperatorCommand {
    @Override
    public String name() {
      return "unpin";
    }

    @Override
    public void change(Campaign.Builder next) throws CommandRefusedException {
      Map<String, String> learning = new HashMap<>(next.getLearning());
      if (learning.remove(PIN_OPTION) == null) {
        throw new CommandRefusedException(Reason.NOT_APPLICABLE, "no model is pinned");
      }
      next.setLearning(learning);
    }
  }

  /**
   * Starts the monitors of the holdout and the outcomes anew: what they alarmed at is dealt with.
   */
  record Settle() implements OperatorCommand {
    @Override
    public String name() {
      return "settle";
    }

    @Override
    public void change(Campaign.Builder next) throws CommandRefusedException {
      Map<String, String> learning = new HashMap<>(next.getLearning());
      String epoch = learning.getOrDefault(ALARM_EPOCH_OPTION, "0");
      if (!epoch.matches("-?\\d{1,18}")) {
        throw new CommandRefusedException(
            Reason.NOT_APPLICABLE, ALARM_EPOCH_OPTION + " is no number: " + epoch);
      }
      learning.put(ALARM_EPOCH_OPTION, Long.toString(Long.parseLong(epoch) + 1));
      next.setLearning(learning);
    }
  }

  /** Gives the free arm only, until it is resumed. */
  record Pause() implements OperatorCommand {
    @Override
    public String name() {
      return "pause";
    }

    @Override
    public void change(Campaign.Builder next) throws CommandRefusedException {
      require(next, CampaignStatus.ACTIVE, "only an active campaign can be paused");
      next.setStatus(CampaignStatus.PAUSED);
    }
  }

  /** Acts again. */
  record Resume() implements OperatorCommand {
    @Override
    public String name() {
      return "resume";
    }

    @Override
    public void change(Campaign.Builder next) throws CommandRefusedException {
      require(next, CampaignStatus.PAUSED, "only a paused campaign can be resumed");
      next.setStatus(CampaignStatus.ACTIVE);
    }
  }

  /**
   * Changes the budget of the current period, and its end.
   *
   * @param amountMicros new budget of the period
   * @param periodEndMillis new end of the period; null leaves it
   */
  record ChangeBudget(long amountMicros, @Nullable Long periodEndMillis)
      implements OperatorCommand {
    @Override
    public String name() {
      return "budget";
    }

    @Override
    public void change(Campaign.Builder next) throws CommandRefusedException {
      if (!Ranges.BUDGET_MICROS.contains(amountMicros)) {
        throw new CommandRefusedException(
            Reason.INVALID, "a budget is " + Ranges.BUDGET_MICROS + ", not " + amountMicros);
      }
      Budget.Builder budget = Budget.newBuilder(next.getBudget()).setAmountMicros(amountMicros);
      if (periodEndMillis != null) {
        Instant end = Instant.ofEpochMilli(periodEndMillis);
        if (!end.isAfter(budget.getPeriodStart())) {
          throw new CommandRefusedException(Reason.INVALID, "a period ends after its start");
        }
        budget.setPeriodEnd(end);
      }
      Budget changed = budget.build();
      if (changed.equals(next.getBudget())) {
        throw new CommandRefusedException(Reason.NOT_APPLICABLE, "the budget is that already");
      }
      next.setBudget(changed);
    }
  }

  private static void require(Campaign.Builder campaign, CampaignStatus status, String otherwise)
      throws CommandRefusedException {
    if (campaign.getStatus() != status) {
      throw new CommandRefusedException(
          Reason.NOT_APPLICABLE, otherwise + "; this one is " + campaign.getStatus());
    }
  }
}
