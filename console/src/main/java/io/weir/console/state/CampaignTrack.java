package io.weir.console.state;

import io.weir.console.view.BudgetPoint;
import io.weir.console.view.CampaignChange;
import io.weir.console.view.CampaignHistory;
import io.weir.console.view.CampaignView;
import io.weir.console.view.Estimate;
import io.weir.console.view.LadderRung;
import io.weir.console.view.ModelEntry;
import io.weir.console.view.PricePoint;
import io.weir.console.view.RefusedVersion;
import io.weir.console.view.StreamHealth.RecentLetter;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything kept of one campaign. Its owner guards it. */
final class CampaignTrack {
  private static final int BUDGET_POINTS = 1_500;
  private static final int PRICE_POINTS = 600;
  private static final int MODEL_ENTRIES = 300;
  private static final int CHANGES = 300;
  private static final int TREND_POINTS = 40;

  /** Verdicts of a candidate that waits for evidence: no refusal. */
  private static final Set<String> WAITING = Set.of("NOT_PROVEN", "NO_TRAFFIC", "TOO_FEW_SAMPLES");

  private @Nullable Campaign campaign;
  private @Nullable CampaignChange lastChange;
  private @Nullable RefusedVersion refused;
  private @Nullable BudgetPoint budget;
  private List<CampaignView.ArmSpend> armSpend = List.of();
  private @Nullable PricePoint price;
  private List<LadderRung> ladder = List.of();
  private Map<String, Double> diagnostics = Map.of();
  private @Nullable ModelEntry model;
  private int refusedInARow;
  private final Series<BudgetPoint> budgets = new Series<>(BUDGET_POINTS);
  private final Series<PricePoint> prices = new Series<>(PRICE_POINTS);
  private final Series<ModelEntry> models = new Series<>(MODEL_ENTRIES);
  private final Series<CampaignChange> changes = new Series<>(CHANGES);

  /** Takes a configuration; false if it is not newer than the one in force. */
  boolean apply(Campaign record, CampaignChange change) {
    if (campaign != null && record.getVersion() <= campaign.getVersion()) {
      return false;
    }
    campaign = record;
    lastChange = change;
    refused = null;
    changes.add(change);
    return true;
  }

  /** Takes note of an invalid version; false if one that is as new is in force. */
  boolean refuse(RefusedVersion version) {
    if (campaign != null && version.version() <= campaign.getVersion()) {
      return false;
    }
    refused = version;
    return true;
  }

  /** Takes a status; false if it is older than the one in hand. */
  boolean apply(BudgetStatus record, long atMillis, long receivedMillis) {
    BudgetPoint last = budget;
    boolean samePeriod =
        last != null && last.periodStartMillis() == record.getPeriodStart().toEpochMilli();
    long at = atMillis;
    if (last != null && samePeriod && atMillis < last.atMillis()) {
      if (last.atMillis() - atMillis < EventClock.TOGETHER_MILLIS) {
        at = last.atMillis(); // an estimate may step back a little; charts need time to go on
      } else {
        budgets.clear(); // only now is it known that event time is elsewhere
      }
    }
    BudgetPoint point = BudgetPoint.of(record, at, receivedMillis);
    if (last != null) {
      if (!samePeriod) {
        budgets.clear();
      } else if (point.asOfMillis() < last.asOfMillis()) {
        return false;
      }
    }
    budget = point;
    armSpend = CampaignView.ArmSpend.of(record);
    budgets.add(point);
    return true;
  }

  /** Takes a price; false if it is not newer than the one in hand. */
  boolean apply(DualPrice record, boolean acts, long receivedMillis) {
    if (price != null && record.getPriceVersion() <= price.priceVersion()) {
      return false;
    }
    PricePoint point = PricePoint.of(record, acts, receivedMillis);
    price = point;
    prices.add(point);
    ladder = record.getLadder().stream().map(LadderRung::of).toList();
    diagnostics = new TreeMap<>(record.getDiagnostics());
    if (point.published()) {
      refusedInARow = 0;
    } else if (!waits(point.reason())) {
      refusedInARow++;
    }
    return true;
  }

  /** Before the first model a holdout with too few samples is one that has only just begun. */
  private boolean waits(String reason) {
    return WAITING.contains(reason) || model == null && reason.equals("DEGENERATE_WINDOW");
  }

  /** Takes a model; false if it is not newer than the one in hand. */
  boolean apply(Model record) {
    if (model != null && record.getModelVersion() <= model.modelVersion()) {
      return false;
    }
    ModelEntry entry = ModelEntry.of(record);
    model = entry;
    models.add(entry);
    return true;
  }

  void forgetCampaign() {
    campaign = null;
    lastChange = null;
    refused = null;
    changes.clear();
  }

  void forgetBudget() {
    budget = null;
    armSpend = List.of();
    budgets.clear();
  }

  void forgetPrice() {
    price = null;
    ladder = List.of();
    diagnostics = Map.of();
    refusedInARow = 0;
    prices.clear();
  }

  void forgetModel() {
    model = null;
    models.clear();
  }

  CampaignHistory history(List<RecentLetter> deadLetters) {
    return new CampaignHistory(
        budgets.points(), prices.points(), models.points(), changes.points(), deadLetters);
  }

  /** Returns null while no configuration is known: then there is nothing to call it by. */
  @Nullable CampaignView view() {
    Campaign known = campaign;
    if (known == null) {
      return null;
    }
    return new CampaignView(
        known.getCampaignId(),
        known.getVersion(),
        known.getStatus().name(),
        known.getBudget().getCurrency(),
        known.getRevenueUnit(),
        known.getArms().stream()
            .map(arm -> new CampaignView.ArmView(arm.getArmId(), arm.getName()))
            .toList(),
        armSpend,
        known.getBudget().getAmountMicros(),
        known.getHoldoutSpendCapMicros(),
        known.getBudget().getPeriodStart().toEpochMilli(),
        known.getBudget().getPeriodEnd().toEpochMilli(),
        lastChange == null ? null : lastChange.pinnedModel(),
        budget,
        price,
        ladder,
        diagnostics,
        model,
        trend(),
        refusedInARow,
        lastChange,
        refused);
  }

  private List<Double> trend() {
    return prices.thinned(TREND_POINTS).stream()
        .map(point -> point.values().get(PricePoint.POLICY_VALUE))
        .filter(java.util.Objects::nonNull)
        .map(Estimate::value)
        .toList();
  }
}
