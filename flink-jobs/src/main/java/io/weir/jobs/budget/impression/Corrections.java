package io.weir.jobs.budget.impression;

import io.weir.jobs.budget.state.CountedOutcome;
import io.weir.jobs.budget.state.ImpressionSpend;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;

/**
 * Outcomes that correct an earlier one of their impression. A correction is booked once its outcome
 * is: until then it waits, so no refund takes away what was never spent. Together the corrections
 * of an outcome take back no more than it cost.
 */
public final class Corrections {
  /** Bounds what one outcome that never comes can keep waiting. */
  private static final int WAITING_MOST = 64;

  /** Bounds what corrections of one outcome can come to. */
  private static final long SUM_MOST = 1L << 56;

  /** What becomes of a correction. */
  enum Verdict {
    /** It is booked. */
    BOOKED,
    /** Its outcome has not come. */
    WAITING,
    /** It would take back more than was spent, or corrects a correction, or too many wait. */
    REFUSED
  }

  private final ImpressionSpend state;
  private final CountedOutcomes outcomes;
  private final MapState<String, List<String>> waiting;

  /**
   * Wraps the state of one impression.
   *
   * @param waiting ids of corrections by that of the outcome they wait for
   */
  public Corrections(
      ImpressionSpend state, CountedOutcomes outcomes, MapState<String, List<String>> waiting) {
    this.state = state;
    this.outcomes = outcomes;
    this.waiting = waiting;
  }

  /** Takes a correction and stores what becomes of it. */
  Verdict take(CountedOutcome correction) throws Exception {
    CountedOutcome corrected = outcomes.get(correction.getCorrects());
    if (corrected != null) {
      return book(correction, corrected) ? Verdict.BOOKED : Verdict.REFUSED;
    }
    List<String> ids = new ArrayList<>();
    List<String> before = state.getWaiting() > 0 ? waiting.get(correction.getCorrects()) : null;
    if (before != null) {
      ids.addAll(before);
    }
    if (ids.size() >= WAITING_MOST) {
      return Verdict.REFUSED;
    }
    ids.add(correction.getOutcomeId());
    waiting.put(correction.getCorrects(), ids);
    state.setWaiting(state.getWaiting() + 1);
    correction.setWaiting(true);
    outcomes.put(correction);
    return Verdict.WAITING;
  }

  /** Books what waited for an outcome; returns what was booked. */
  List<CountedOutcome> release(CountedOutcome outcome) throws Exception {
    List<String> ids = state.getWaiting() > 0 ? waiting.get(outcome.getOutcomeId()) : null;
    if (ids == null) {
      return List.of();
    }
    waiting.remove(outcome.getOutcomeId());
    state.setWaiting(state.getWaiting() - ids.size());
    List<CountedOutcome> booked = new ArrayList<>();
    for (String id : ids) {
      CountedOutcome correction = outcomes.get(id);
      if (correction != null && book(correction, outcome)) {
        booked.add(correction);
      }
    }
    return booked;
  }

  private boolean book(CountedOutcome correction, CountedOutcome corrected) throws Exception {
    long sum = corrected.getCorrectedMicros() + correction.getCostMicros();
    boolean credible = corrected.getCostMicros() + sum >= 0 && sum < SUM_MOST;
    if (corrected.getCorrects() != null || !credible) {
      return false;
    }
    corrected.setCorrectedMicros(sum);
    outcomes.put(corrected);
    correction.setWaiting(false);
    outcomes.put(correction);
    return true;
  }

  /** When an outcome's money was spent: a correction's when that of its outcome was. */
  long spentAtMillis(CountedOutcome outcome) throws Exception {
    CountedOutcome corrected =
        outcome.getCorrects() == null ? null : outcomes.get(outcome.getCorrects());
    return (corrected == null ? outcome : corrected).getOccurredAtMillis();
  }

  public void clear() {
    if (state.getWaiting() > 0) {
      waiting.clear();
    }
  }
}
