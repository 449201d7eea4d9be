package io.weir.jobs.budget.ledger;

import io.weir.contract.CampaignChanges;
import io.weir.contract.Problem;
import io.weir.core.money.Money;
import io.weir.core.pacing.CampaignPacing;
import io.weir.core.pacing.CampaignPacing.CampaignPeriod;
import io.weir.core.pacing.EventClock;
import io.weir.core.pacing.Pacer;
import io.weir.core.pacing.PacingReading;
import io.weir.core.pacing.PriceLadder;
import io.weir.jobs.budget.state.BudgetAccount;
import io.weir.jobs.budget.state.CampaignTerms;
import io.weir.jobs.budget.state.LadderTerms;
import io.weir.jobs.budget.state.LedgerBucket;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.schemas.Budget;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.PacingState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What happens to one campaign's account. Works on the account it is given, and keeps nothing. */
public final class CampaignBudget {

  /** How much later than a higher version a lower one must be to take over, as in clients. */
  private static final long TAKES_OVER_AFTER_MILLIS = 600_000;

  /** Model version of a status before any price was published; models count from 1. */
  static final long NO_MODEL = 0;

  private final BudgetAccount account;
  private final SpendLedger ledger;
  private final Function<PriceLadder, Pacer> method;

  public CampaignBudget(
      BudgetAccount account, SpendLedger ledger, Function<PriceLadder, Pacer> method) {
    this.account = account;
    this.ledger = ledger;
    this.method = method;
  }

  public static BudgetAccount open() {
    BudgetAccount account = new BudgetAccount();
    account.setPeriod(LedgerBuckets.empty());
    account.setClock(List.of());
    account.setEventClock(ByteBuffer.allocate(0));
    account.setArms(Map.of());
    account.setPacing(List.of());
    account.setPacingState(ByteBuffer.allocate(0));
    account.setMergedThroughMinute(-1L);
    return account;
  }

  /** Takes a newer configuration or price; returns whether it was that. */
  public boolean apply(BudgetTerms terms) throws Exception {
    if (terms.campaign != null) {
      return apply(terms.campaign);
    }
    return terms.price != null && apply(terms.price);
  }

  /**
   * Takes a newer configuration; returns whether it was that.
   *
   * @throws RefusedChangeException if it cannot follow the one in force, which stays
   */
  public boolean apply(Campaign campaign) throws Exception {
    CampaignTerms old = account.getTerms();
    if (old != null && old.getVersion() >= campaign.getVersion()) {
      return false;
    }
    CampaignTerms terms =
        new CampaignTerms(
            campaign.getVersion(),
            campaign.getBudget().getAmountMicros(),
            campaign.getBudget().getPeriodStart().toEpochMilli(),
            campaign.getBudget().getPeriodEnd().toEpochMilli(),
            campaign.getAttributionWindowMs(),
            campaign.getBudget().getCurrency());
    if (old != null) {
      checkFollows(old, campaign.getBudget());
    }
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
    if (old == null || old.getPeriodStartMillis() != terms.getPeriodStartMillis()) {
      account.setGrossMicros(0L);
    }
    account.setChanged(true);
    boolean anew = old == null || account.getSetAside() != null;
    account.setSetAside(null);
    pace(() -> follow(anew ? null : pacing(old), terms));
    return true;
  }

  /** Goes on with the pacing of the period before, or starts without one. */
  private void follow(@Nullable CampaignPacing before, CampaignTerms terms) {
    CampaignPacing pacing;
    if (before == null) {
      pacing = new CampaignPacing(period(terms), method);
      publish(pacing, true);
    } else {
      pacing = before.next(period(terms), LadderReader.ladder(account.getLadder()));
    }
    save(pacing);
  }

  /** Money of one currency is none of another, so a currency holds as long as its period. */
  private static void checkFollows(CampaignTerms old, Budget next) throws RefusedChangeException {
    Budget before =
        new Budget(
            old.getBudgetMicros(),
            old.getCurrency().isEmpty() ? next.getCurrency() : old.getCurrency(),
            Instant.ofEpochMilli(old.getPeriodStartMillis()),
            Instant.ofEpochMilli(old.getPeriodEndMillis()));
    List<Problem> problems = CampaignChanges.problems(before, next);
    if (!problems.isEmpty()) {
      throw new RefusedChangeException(Problem.describe(problems));
    }
  }

  /**
   * Does what pacing asks for. What throws in there sets this campaign's pacing aside: its last
   * status stays, its money goes on to be counted, and no restart meets the fault again. A newer
   * campaign or price starts pacing anew.
   */
  private void pace(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      account.setSetAside(SetAside.describe(e));
    }
  }

  /** Versions that begin anew, or one that was impossible, do not shut out what comes after. */
  private static boolean takesOver(DualPrice price, LadderTerms old) {
    long laterMillis = price.getComputedAt().toEpochMilli() - old.getComputedAtMillis();
    return price.getPriceVersion() < old.getPriceVersion()
        && laterMillis >= TAKES_OVER_AFTER_MILLIS;
  }

  /**
   * Takes a newer price; returns whether it was that.
   *
   * @throws RefusedChangeException if pacing cannot work with it; the one in force stays
   */
  public boolean apply(DualPrice price) throws RefusedChangeException {
    LadderTerms old = account.getLadder();
    if (old != null && old.getPriceVersion() >= price.getPriceVersion() && !takesOver(price, old)) {
      return false;
    }
    CampaignPacing pacing = account.getSetAside() == null ? pacing(account.getTerms()) : null;
    boolean sameModel = old == null || old.getModelVersion() == price.getModelVersion();
    account.setLadder(LadderReader.terms(price));
    try {
      if (pacing != null) {
        publish(pacing, sameModel);
        save(pacing);
      }
    } catch (RuntimeException e) {
      account.setLadder(old);
      throw new RefusedChangeException(SetAside.describe(e));
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

  /**
   * Enters a change of the ledger, as a whole or not at all.
   *
   * @return whether its money could be counted: no sum of a period leaves its bound. Where it could
   *     not, the campaign is set aside, since its spend is no longer known.
   */
  public boolean apply(LedgerEntry entry, long wallMillis) throws Exception {
    if (entry.getGrossMicros() > LedgerEntries.GROSS_MOST - account.getGrossMicros()) {
      if (account.getSetAside() == null) {
        account.setSetAside("amounts of the period come to more than any period can");
      }
      return false;
    }
    if (entry.getEvents() > 0) {
      observe(entry, wallMillis);
    }
    account.setGrossMicros(account.getGrossMicros() + entry.getGrossMicros());
    ledger.add(account, entry);
    ledger.merge(account);
    account.setPolicyTreatments(account.getPolicyTreatments() + entry.getPolicyTreatments());
    account.setHoldoutSpentMicros(
        ArmCosts.saturatedSum(account.getHoldoutSpentMicros(), entry.getHoldoutSpentMicros()));
    account.setArms(ArmCosts.learn(account.getArms(), entry));
    if (account.getSetAside() == null) {
      pace(() -> learn(entry));
    }
    if (entry.getEventTimeMillis() > 0) {
      account.setLastEventWallMillis(wallMillis);
      account.setUnheardMillis(0L);
    }
    account.setChanged(true);
    return true;
  }

  private void observe(LedgerEntry entry, long wallMillis) {
    EventClock clock = AccountState.clock(account, wallMillis);
    clock.observe(entry.getSecond() * 1000, entry.getEvents(), wallMillis);
    AccountState.save(account, clock);
  }

  private void learn(LedgerEntry entry) {
    CampaignPacing pacing = pacing(account.getTerms());
    if (pacing == null) {
      return;
    }
    long atMillis = entry.getSecond() * 1000;
    if (entry.getPolicyTreatments() != 0) {
      pacing.arrived(Math.min(atMillis, nowMillis()), entry.getPolicyTreatments());
    }
    if (entry.getPromises() != 0) {
      pacing.promised(atMillis, entry.getPromises(), new Money(entry.getPromisedMicros()).units());
    }
    for (int bin = 0; bin < entry.getRedeemedByAge().size(); bin++) {
      long micros = entry.getRedeemedByAge().get(bin);
      if (micros != 0) {
        pacing.redeemed(atMillis, bin, new Money(micros).units());
      }
    }
    save(pacing);
  }

  /** Event time; before the first event of a period its clock stands at its start. */
  private long nowMillis() {
    CampaignTerms terms = account.getTerms();
    return terms == null
        ? account.getEventClockMillis()
        : Math.max(account.getEventClockMillis(), terms.getPeriodStartMillis());
  }

  /** A status and what else is worth a metric. */
  public record Reading(BudgetStatus status, double costRatio) {}

  /**
   * Reads the account; learns from the traffic since the last reading.
   *
   * @param stale whether inputs have stopped
   * @return null while the campaign is unknown or its pacing set aside
   */
  public @Nullable Reading read(
      String campaignId, long wallMillis, boolean stale, double tolerance) {
    CampaignTerms terms = account.getTerms();
    if (terms == null || account.getSetAside() != null) {
      return null;
    }
    Reading[] reading = new Reading[1];
    pace(() -> reading[0] = read(campaignId, terms, wallMillis, stale, tolerance));
    return reading[0];
  }

  private @Nullable Reading read(
      String campaignId, CampaignTerms terms, long wallMillis, boolean stale, double tolerance) {
    CampaignPacing pacing = pacing(terms);
    if (pacing == null) {
      return null;
    }
    LedgerBucket period = account.getPeriod();
    long committed = ArmCosts.committedMicros(period, account.getArms());
    double otherOpen = new Money(committed - period.getCommittedMicros()).units();
    double otherPerImpression =
        new Money(account.getHoldoutSpentMicros()).units()
            / Math.max(1, account.getPolicyTreatments());
    double budget = new Money(terms.getBudgetMicros()).units();
    LadderTerms ladder = account.getLadder();
    // A model that is withdrawn, or whose effect is not shown, has a ladder all the same.
    boolean withheld = ladder != null && ladder.getDualPrice() == Double.POSITIVE_INFINITY;
    PacingReading reading =
        pacing.read(
            nowMillis(),
            budget,
            new Money(period.getSpentMicros()).units(),
            otherOpen,
            otherPerImpression,
            withheld);
    save(pacing);
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
            .setProjectedMicros(Math.round(Money.meanMicros(reading.projected())))
            .setPacedDualPrice(price)
            .setState(
                state(
                    reading,
                    budget,
                    isExhausted(reading, withheld, period, budget),
                    stale,
                    tolerance))
            .setAsOf(Instant.ofEpochMilli(wallMillis))
            .setCampaignVersion(terms.getVersion())
            .setProjectedLowerMicros(Math.round(Money.meanMicros(reading.projectedLower())))
            .setProjectedUpperMicros(Math.round(Money.meanMicros(reading.projectedUpper())))
            .setPreviousPeriodSpentMicros(
                hadPeriodBefore() ? (Long) account.getPreviousSpentMicros() : null)
            .setCurrency(terms.getCurrency().isEmpty() ? null : terms.getCurrency())
            .setArms(LedgerBuckets.byArm(period))
            .setHoldoutSpentMicros(period.getHoldoutSpentMicros())
            .build();
    return new Reading(status, reading.costRatio());
  }

  /** An infinite price of the learner's own says nothing about the budget. */
  private static boolean isExhausted(
      PacingReading reading, boolean withheld, LedgerBucket period, double budget) {
    return withheld
        ? new Money(period.getSpentMicros()).units() + reading.openSpend() >= budget
        : reading.price() == Double.POSITIVE_INFINITY;
  }

  private static PacingState state(
      PacingReading reading, double budget, boolean exhausted, boolean stale, double tolerance) {
    if (exhausted) {
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
        new Money(terms.getBudgetMicros()).units());
  }

  private @Nullable CampaignPacing pacing(@Nullable CampaignTerms terms) {
    return terms == null ? null : AccountState.pacing(account, period(terms), method);
  }

  private void save(CampaignPacing pacing) {
    AccountState.save(account, pacing);
  }
}
