package io.weir.jobs.budget.impression;

import io.weir.jobs.budget.state.CountedOutcome;
import io.weir.jobs.budget.state.ImpressionSpend;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of one impression that were counted: the first few in its one state, which is read
 * and written anyway, those beyond in a map, so that one misused id costs every event the same.
 */
public final class CountedOutcomes {
  private static final int TOGETHER = 16;

  private final ImpressionSpend state;
  private final MapState<String, CountedOutcome> apart;

  /**
   * Wraps the state of one impression.
   *
   * @param state modified by {@link #put}; whoever owns it stores it
   */
  public CountedOutcomes(ImpressionSpend state, MapState<String, CountedOutcome> apart) {
    this.state = state;
    this.apart = apart;
  }

  @Nullable CountedOutcome get(String outcomeId) throws Exception {
    for (CountedOutcome outcome : state.getOutcomes()) {
      if (outcome.getOutcomeId().equals(outcomeId)) {
        return outcome;
      }
    }
    return state.getOutcomesApart() > 0 ? apart.get(outcomeId) : null;
  }

  /** Adds an outcome, or stores one anew that was changed. */
  void put(CountedOutcome outcome) throws Exception {
    List<CountedOutcome> together = state.getOutcomes();
    for (int i = 0; i < together.size(); i++) {
      if (together.get(i).getOutcomeId().equals(outcome.getOutcomeId())) {
        List<CountedOutcome> changed = new ArrayList<>(together);
        changed.set(i, outcome);
        state.setOutcomes(changed);
        return;
      }
    }
    if (together.size() < TOGETHER) {
      List<CountedOutcome> longer = new ArrayList<>(together);
      longer.add(outcome);
      state.setOutcomes(longer);
      return;
    }
    if (state.getOutcomesApart() == 0 || !apart.contains(outcome.getOutcomeId())) {
      state.setOutcomesApart(state.getOutcomesApart() + 1);
    }
    apart.put(outcome.getOutcomeId(), outcome);
  }

  /** All of them, in no order to rely on. */
  List<CountedOutcome> all() throws Exception {
    if (state.getOutcomesApart() == 0) {
      return state.getOutcomes();
    }
    List<CountedOutcome> all = new ArrayList<>(state.getOutcomes());
    apart.values().forEach(all::add);
    return all;
  }

  public void clear() {
    if (state.getOutcomesApart() > 0) {
      apart.clear();
    }
  }
}
