package io.weir.jobs.budget.impression;

import io.weir.core.pacing.RedemptionCurve;
import io.weir.jobs.budget.ledger.LedgerEntries;
import io.weir.jobs.budget.state.CountedOutcome;
import io.weir.jobs.budget.state.ImpressionSpend;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.budget.state.MovedSpend;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The books of one impression: changes of its state, and the ledger entries that follow. */
public final class ImpressionBook {
  /** What became of an event; the name of its metric where it has one. */
  public enum Verdict {
    TAKEN(null),
    TAKEN_UNTREATED("untreated_outcomes_total"),
    TAKEN_LATE("late_events_total"),
    WAITING("waiting_corrections_total"),
    DUPLICATE("duplicates_total"),
    CONFLICTING_TREATMENT("conflicting_treatments_total"),
    CONFLICTING_OUTCOME("conflicting_outcomes_total"),
    CURRENCY_MISMATCH("currency_mismatches_total"),
    REFUSED_CORRECTION("refused_corrections_total");

    public final @Nullable String metric;

    Verdict(@Nullable String metric) {
      this.metric = metric;
    }

    /** Whether the state has changed. */
    public boolean changes() {
      return ordinal() <= WAITING.ordinal();
    }
  }

  private final ImpressionSpend state;
  private final CountedOutcomes outcomes;
  private final Corrections corrections;
  private final @Nullable CampaignClock clock;
  private final long wallMillis;
  private final Collector<LedgerEntry> out;

  /**
   * Opens the books.
   *
   * @param clock times of the campaign; null while it is unknown
   * @param wallMillis wall clock, which event time does not pass
   */
  public ImpressionBook(
      ImpressionSpend state,
      CountedOutcomes outcomes,
      Corrections corrections,
      @Nullable CampaignClock clock,
      long wallMillis,
      Collector<LedgerEntry> out) {
    this.state = state;
    this.outcomes = outcomes;
    this.corrections = corrections;
    this.clock = clock;
    this.wallMillis = wallMillis;
    this.out = out;
  }

  /** Takes the first treatment; what was spent before it moves to its time. */
  public Verdict treat(LedgerEvent event, long watermark) throws Exception {
    String arm =
        clock == null || clock.arms().contains(event.armId())
            ? event.armId()
            : LedgerEntries.OTHER_ARM;
    if (state.getTreated()) {
      boolean same =
          state.getAssignedAtMillis() == event.timeMillis()
              && state.getArmId().equals(arm)
              && state.getRandomized() == event.randomized();
      return same ? Verdict.DUPLICATE : Verdict.CONFLICTING_TREATMENT;
    }
    state.setTreated(true);
    state.setAssignedAtMillis(event.timeMillis());
    state.setArmId(arm);
    state.setRandomized(event.randomized());
    state.setPredictedMicros(event.predictedMicros());

    LedgerEntry entry = entry(event, event.timeMillis());
    entry.setTreatedByArm(Map.of(arm, 1L));
    if (!event.randomized()) {
      entry.setPolicyTreatments(1L);
      if (isPromise()) {
        entry.setPromises(1L);
        entry.setPromisedMicros(event.predictedMicros());
        entry.setGrossMicros(event.predictedMicros());
      }
    }
    boolean redeemed = false;
    for (CountedOutcome outcome : outcomes.all()) {
      if (!outcome.getWaiting()) {
        redeemed |= outcome.getCostMicros() > 0;
        entry = add(entry, event, moved(outcome));
      }
    }
    LedgerEntry promise = LedgerEntries.at(state.getCampaignId(), event.timeMillis());
    boolean expired = clock != null && clock.expiryMillis(event.timeMillis()) <= watermark;
    if (redeemed || expired) {
      promise.setSettledByArm(Map.of(arm, 1L));
    } else {
      state.setOpen(true);
      commit(promise, 1);
    }
    out.collect(add(entry, event, promise));
    tell(event);
    return Verdict.TAKEN;
  }

  /** Takes an outcome that was not counted yet. */
  public Verdict count(LedgerEvent event) throws Exception {
    CountedOutcome counted = outcomes.get(event.outcomeId());
    if (counted != null) {
      boolean same =
          counted.getCostMicros() == event.costMicros()
              && counted.getOccurredAtMillis() == event.timeMillis();
      return same ? Verdict.DUPLICATE : Verdict.CONFLICTING_OUTCOME;
    }
    long anchor = state.getTreated() ? state.getAssignedAtMillis() : event.timeMillis();
    if (clock != null && !clock.accepts(event.currency(), anchor)) {
      return Verdict.CURRENCY_MISMATCH;
    }
    CountedOutcome outcome =
        new CountedOutcome(
            event.outcomeId(), event.timeMillis(), event.costMicros(), event.corrects(), false, 0L);
    List<CountedOutcome> released = List.of();
    if (outcome.getCorrects() == null) {
      outcomes.put(outcome);
      released = corrections.release(outcome);
    } else {
      Corrections.Verdict verdict = corrections.take(outcome);
      if (verdict != Corrections.Verdict.BOOKED) {
        return verdict == Corrections.Verdict.WAITING
            ? Verdict.WAITING
            : Verdict.REFUSED_CORRECTION;
      }
    }
    if (outcome.getCostMicros() != 0) {
      state.setLastOutcomeMillis(Math.max(state.getLastOutcomeMillis(), event.timeMillis()));
    }
    LedgerEntry entry = entry(event, anchor(outcome));
    LedgerEntries.add(entry, spent(outcome));
    for (CountedOutcome correction : released) {
      entry = add(entry, event, spent(correction));
    }
    if (state.getOpen() && event.costMicros() > 0) {
      settle(entry);
    }
    out.collect(entry);
    tell(event);
    if (!state.getTreated()) {
      return Verdict.TAKEN_UNTREATED;
    }
    return clock != null && event.timeMillis() >= clock.expiryMillis(state.getAssignedAtMillis())
        ? Verdict.TAKEN_LATE
        : Verdict.TAKEN;
  }

  /** Releases the commitment of a treatment that was not redeemed in its window. */
  public void expire() {
    LedgerEntry entry = LedgerEntries.at(state.getCampaignId(), state.getAssignedAtMillis());
    settle(entry);
    out.collect(entry);
  }

  /** Says that event time has come this far, at a second of its own where it has to. */
  private void tell(LedgerEvent event) {
    long written = event.writtenAtMillis() > 0 ? event.writtenAtMillis() : wallMillis;
    long at = Math.min(event.timeMillis(), Math.min(written, wallMillis));
    LedgerEntry entry = LedgerEntries.at(state.getCampaignId(), Math.max(0, at));
    entry.setEvents(1L);
    out.collect(entry);
  }

  /** Where an outcome's money stands. */
  private long anchor(CountedOutcome outcome) throws Exception {
    return state.getTreated() ? state.getAssignedAtMillis() : corrections.spentAtMillis(outcome);
  }

  /** An outcome's money at the treatment's time, or at its own while there is none. */
  private LedgerEntry spent(CountedOutcome outcome) throws Exception {
    long cost = outcome.getCostMicros();
    LedgerEntry spent = LedgerEntries.at(state.getCampaignId(), anchor(outcome));
    spent.setSpentMicros(cost);
    spent.setGrossMicros(Math.abs(cost));
    if (!state.getTreated() || cost == 0) {
      return spent;
    }
    spent.setSpentByArm(Map.of(state.getArmId(), cost));
    if (cost < 0) {
      spent.setRefundedByArm(Map.of(state.getArmId(), -cost));
    }
    if (state.getRandomized()) {
      spent.setHoldoutSpentMicros(cost);
    } else if (isPromise() && clock != null) {
      long age = corrections.spentAtMillis(outcome) - state.getAssignedAtMillis();
      spent.setRedeemedByAge(
          LedgerEntries.atAge(RedemptionCurve.bin(age, clock.windowMillis()), cost));
    }
    return spent;
  }

  /** The same for money that stands elsewhere: both halves in one entry, applied as one. */
  private LedgerEntry moved(CountedOutcome outcome) throws Exception {
    LedgerEntry moved = spent(outcome);
    if (outcome.getCostMicros() != 0) {
      long second = LedgerEntries.second(corrections.spentAtMillis(outcome));
      moved.setMoved(List.of(new MovedSpend(second, outcome.getCostMicros())));
    }
    return moved;
  }

  /** Adds to an entry of this event; sends it and starts another where it would grow too large. */
  private LedgerEntry add(LedgerEntry sum, LedgerEvent event, LedgerEntry more) {
    if (LedgerEntries.fit(sum, more)) {
      LedgerEntries.add(sum, more);
      return sum;
    }
    out.collect(sum);
    LedgerEntry next = entry(event, sum.getSecond() * 1000);
    LedgerEntries.add(next, more);
    return next;
  }

  private boolean isPromise() {
    return !state.getRandomized() && state.getPredictedMicros() != LedgerEvent.NO_PREDICTION;
  }

  private void settle(LedgerEntry entry) {
    state.setOpen(false);
    commit(entry, -1);
    entry.setSettledByArm(
        LedgerEntries.plus(entry.getSettledByArm(), Map.of(state.getArmId(), 1L)));
  }

  private void commit(LedgerEntry entry, int sign) {
    if (state.getPredictedMicros() == LedgerEvent.NO_PREDICTION) {
      entry.setOpenByArm(Map.of(state.getArmId(), (long) sign));
    } else {
      entry.setCommittedMicros(sign * state.getPredictedMicros());
      entry.setGrossMicros(Math.addExact(entry.getGrossMicros(), state.getPredictedMicros()));
    }
  }

  private LedgerEntry entry(LedgerEvent event, long timeMillis) {
    LedgerEntry entry = LedgerEntries.at(state.getCampaignId(), timeMillis);
    entry.setEventTimeMillis(event.timeMillis());
    entry.setWrittenAtMillis(event.writtenAtMillis());
    return entry;
  }
}
