package io.weir.jobs.budget;

import io.weir.core.pacing.CampaignPacing;
import io.weir.core.pacing.CampaignPacing.CampaignPeriod;
import io.weir.core.pacing.PacingMethod;
import io.weir.core.pacing.PacingReading;
import io.weir.core.pacing.PriceLadder;
import io.weir.jobs.budget.state.ArmExperience;
import io.weir.jobs.budget.state.BudgetAccount;
import io.weir.jobs.budget.state.CampaignTerms;
import io.weir.jobs.budget.state.LadderTerms;
import io.weir.jobs.budget.state.LedgerBucket;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.PacingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to one campaign's account. Works on the account it is given, and keeps nothing. */
final class CampaignBudget {
  private static final double MICROS = 1e6;

  /** Model version of a status before any price was published; models count from 1. */
  static final long NO_MODEL = 0;

  private final BudgetAccount account;
  private final SpendLedger ledger;
  private final PacingMethod method;

  CampaignBudget(BudgetAccount account, SpendLedger ledger, PacingMethod method) {
    this.account = account;
    this.ledger = ledger;
    this.method = method;
  }

  static BudgetAccount open() {
    BudgetAccount account = new BudgetAccount();
    account.setPeriod(SpendLedger.empty());
    account.setArms(Map.of());
    account.setPacing(List.of());
    account.setMergedThroughMinute(-1L);
    return account;
  }

  /** Takes a newer configuration; returns whether it was that. */
  boolean apply(Campaign campaign) throws Exception {
    CampaignTerms old = account.getTerms();
    if (old != null && old.getVersion() >= campaign.getVersion()) {
      return false;
    }
    CampaignPacing pacing = pacing();
    CampaignTerms terms =
        new CampaignTerms(
            campaign.getVersion(),
            campaign.getBudget().getAmountMicros(),
            campaign.getBudget().getPeriodStart().toEpochMilli(),
            campaign.getBudget().getPeriodEnd().toEpochMilli(),
            campaign.getAttributionWindowMs());
    if (old != null && old.getPeriodStartMillis() != terms.getPeriodStartMillis()) {
      long end = Math.min(old.getPeriodEndMillis(), terms.getPeriodStartMillis());
      account.setPreviousStartMillis(Math.min(old.getPeriodStartMillis(), end));
      account.setPreviousEndMillis(end);
    }
    account.setTerms(terms);
    account.setPeriod(ledger.sum(terms.getPeriodStartMillis(), terms.getPeriodEndMillis()));
    account.setPreviousSpentMicros(
        ledger
            .sum(account.getPreviousStartMillis(), account.getPreviousEndMillis())
            .getSpentMicros());
    if (hadPeriodBefore()) {
      ledger.dropBefore(account.getPreviousStartMillis());
    }
    PriceLadder ladder = LadderReader.ladder(account.getLadder());
    if (pacing == null) {
      pacing = new CampaignPacing(period(terms), method::start);
      publish(pacing, true);
    } else {
      pacing = pacing.next(period(terms), ladder);
    }
    save(pacing);
    account.setChanged(true);
    return true;
  }

  /** Takes a newer price; returns whether it was that. */
  boolean apply(DualPrice price) {
    LadderTerms old = account.getLadder();
    if (old != null && old.getPriceVersion() >= price.getPriceVersion()) {
      return false;
    }
    CampaignPacing pacing = pacing();
    account.setLadder(LadderReader.terms(price));
    if (pacing != null) {
      publish(pacing, old == null || old.getModelVersion() == price.getModelVersion());
      save(pacing);
    }
    account.setChanged(true);
    return true;
  }

  private void publish(CampaignPacing pacing, boolean sameModel) {
    LadderTerms terms = account.getLadder();
    PriceLadder ladder = LadderReader.ladder(terms);
    if (terms != null && ladder != null) {
      pacing.publish(ladder, terms.getBudgetPerImpression(), sameModel);
    }
  }

  /** Enters a change of the ledger. */
  void apply(LedgerEntry entry, long wallMillis) throws Exception {
    account.setEventClockMillis(
        Math.max(account.getEventClockMillis(), entry.getEventTimeMillis()));
    ledger.add(account, entry);
    ledger.merge(account);
    account.setPolicyTreatments(account.getPolicyTreatments() + entry.getPolicyTreatments());
    account.setHoldoutSpentMicros(
        Math.addExact(account.getHoldoutSpentMicros(), entry.getHoldoutSpentMicros()));
    learnArms(entry);
    CampaignPacing pacing = pacing();
    if (pacing != null) {
      long atMillis = entry.getSecond() * 1000;
      if (entry.getPolicyTreatments() != 0) {
        pacing.arrived(atMillis, entry.getPolicyTreatments());
      }
      if (entry.getPromises() != 0) {
        pacing.promised(atMillis, entry.getPromises(), entry.getPromisedMicros() / MICROS);
      }
      for (int bin = 0; bin < entry.getRedeemedByAge().size(); bin++) {
        long micros = entry.getRedeemedByAge().get(bin);
        if (micros != 0) {
          pacing.redeemed(atMillis, bin, micros / MICROS);
        }
      }
      save(pacing);
    }
    if (entry.getEventTimeMillis() > 0) {
      account.setLastEventWallMillis(wallMillis);
      account.setUnheardMillis(0L);
    }
    account.setChanged(true);
  }

  private void learnArms(LedgerEntry entry) {
    if (entry.getSettledByArm().isEmpty() && entry.getSpentByArm().isEmpty()) {
      return;
    }
    Map<String, ArmExperience> arms = new HashMap<>(account.getArms());
    entry.getSettledByArm().forEach((arm, count) -> learn(arms, arm, count, 0));
    entry.getSpentByArm().forEach((arm, micros) -> learn(arms, arm, 0, micros));
    account.setArms(arms);
  }

  private static void learn(
      Map<String, ArmExperience> arms, String arm, long settled, long spentMicros) {
    ArmExperience known = arms.getOrDefault(arm, new ArmExperience(0L, 0L));
    arms.put(
        arm,
        new ArmExperience(
            known.getSettled() + settled, Math.addExact(known.getSpentMicros(), spentMicros)));
  }

  /** What is promised: predicted cost, and the arm's mean cost where there was no prediction. */
  private static long committedMicros(LedgerBucket bucket, Map<String, ArmExperience> arms) {
    double unpredicted = 0;
    for (Map.Entry<String, Long> open : bucket.getOpenByArm().entrySet()) {
      ArmExperience known = arms.get(open.getKey());
      if (known != null && known.getSettled() > 0) {
        unpredicted += open.getValue() * (known.getSpentMicros() / (double) known.getSettled());
      }
    }
    return bucket.getCommittedMicros() + Math.round(unpredicted);
  }

  /** A status and what else is worth a metric. */
  record Reading(BudgetStatus status, double costRatio) {}

  /**
   * Reads the account; learns from the traffic since the last reading.
   *
   * @param stale whether inputs have stopped
   * @return null while the campaign is unknown
   */
  @Nullable Reading read(String campaignId, long wallMillis, boolean stale, double tolerance) {
    CampaignTerms terms = account.getTerms();
    CampaignPacing pacing = pacing();
    if (terms == null || pacing == null) {
      return null;
    }
    LedgerBucket period = account.getPeriod();
    long committed = committedMicros(period, account.getArms());
    double otherOpen = (committed - period.getCommittedMicros()) / MICROS;
    double otherPerImpression =
        account.getHoldoutSpentMicros() / MICROS / Math.max(1, account.getPolicyTreatments());
    double budget = terms.getBudgetMicros() / MICROS;
    // Before the first event of a period its clock stands at its start.
    long now = Math.max(account.getEventClockMillis(), terms.getPeriodStartMillis());
    PacingReading reading =
        pacing.read(now, budget, period.getSpentMicros() / MICROS, otherOpen, otherPerImpression);
    save(pacing);
    LadderTerms ladder = account.getLadder();
    double price = reading.price();
    if (Double.isNaN(price)) {
      // No ladder to pace on: the published price stands as it is.
      price = ladder == null ? 0 : ladder.getDualPrice();
    }
    BudgetStatus status =
        BudgetStatus.newBuilder()
            .setCampaignId(campaignId)
            .setModelVersion(ladder == null ? NO_MODEL : ladder.getModelVersion())
            .setPeriodStart(Instant.ofEpochMilli(terms.getPeriodStartMillis()))
            .setPeriodEnd(Instant.ofEpochMilli(terms.getPeriodEndMillis()))
            .setBudgetMicros(terms.getBudgetMicros())
            .setSpentMicros(period.getSpentMicros())
            .setCommittedMicros(committed)
            .setProjectedMicros(Math.round(reading.projected() * MICROS))
            .setPacedDualPrice(price)
            .setState(state(reading, budget, price, stale, tolerance))
            .setAsOf(Instant.ofEpochMilli(wallMillis))
            .setCampaignVersion(terms.getVersion())
            .setProjectedLowerMicros(Math.round(reading.projectedLower() * MICROS))
            .setProjectedUpperMicros(Math.round(reading.projectedUpper() * MICROS))
            .setPreviousPeriodSpentMicros(
                hadPeriodBefore() ? (Long) account.getPreviousSpentMicros() : null)
            .build();
    return new Reading(status, reading.costRatio());
  }

  private static PacingState state(
      PacingReading reading, double budget, double price, boolean stale, double tolerance) {
    if (price == Double.POSITIVE_INFINITY) {
      return PacingState.EXHAUSTED;
    }
    if (stale) {
      return PacingState.STALE;
    }
    if (reading.projectedLower() > budget * (1 + tolerance)) {
      return PacingState.OVER;
    }
    return reading.projectedUpper() < budget * (1 - tolerance)
        ? PacingState.UNDER
        : PacingState.ON_TRACK;
  }

  private boolean hadPeriodBefore() {
    return account.getPreviousEndMillis() > account.getPreviousStartMillis();
  }

  private static CampaignPeriod period(CampaignTerms terms) {
    return new CampaignPeriod(
        terms.getPeriodStartMillis(),
        terms.getPeriodEndMillis(),
        terms.getWindowMillis(),
        terms.getBudgetMicros() / MICROS);
  }

  private @Nullable CampaignPacing pacing() {
    CampaignTerms terms = account.getTerms();
    if (terms == null || account.getPacing().isEmpty()) {
      return null;
    }
    CampaignPacing pacing = new CampaignPacing(period(terms), method::start);
    pacing.restore(
        account.getPacing().stream().mapToDouble(Double::doubleValue).toArray(),
        LadderReader.ladder(account.getLadder()));
    return pacing;
  }

  private void save(CampaignPacing pacing) {
    double[] state = pacing.save();
    List<Double> values = new ArrayList<>(state.length);
    for (double value : state) {
      values.add(value);
    }
    account.setPacing(values);
  }
}
