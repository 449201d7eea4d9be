package io.weir.jobs.learning;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One slide's work, cut into steps that are short enough for records and barriers to pass between
 * them: score the frozen window with the candidate and the live model a chunk at a time, search the
 * price of both at the budget, judge, then search the ladder rung by rung.
 *
 * <p>The outcome depends on the frozen inputs alone. A solve that a failure cut short is begun
 * again on the same inputs and ends in the same result.
 */
final class Solve {
  /**
   * What a solve worked out.
   *
   * @param verdict the gate's decision
   * @param price price of the model that is to serve at the budget; null if nothing was priced
   * @param value value of that model's policy; null if nothing was priced
   * @param candidate the candidate's own evaluation; null if its predictions are not finite
   * @param live the live model's evaluation; null if there is none to compare with
   * @param ladder prices at other budgets, ascending
   */
  record Result(
      GateVerdict verdict,
      @Nullable DualPrice price,
      @Nullable PolicyEvaluation value,
      @Nullable PolicyEvaluation candidate,
      @Nullable PolicyEvaluation live,
      List<Rung> ladder) {}

  /**
   * One rung of the ladder.
   *
   * @param budget budget per impression, whole currency units
   * @param price its price
   * @param value value of the policy at that price
   */
  record Rung(double budget, DualPrice price, PolicyEvaluation value) {}

  private final FrozenWindow window;
  private final double budget;
  private final Gate gate;
  private final int outputs;
  private final int arms;

  /** Every step, in order; how many there are follows from the inputs alone. */
  private final List<Runnable> plan = new ArrayList<>();

  private final DualPriceSolver solver = new DualPriceSolver();
  private final List<Rung> ladder = new ArrayList<>();
  private final Scored candidate;
  private final @Nullable Scored live;

  private int steps;
  private long workNanos;
  private @Nullable GateVerdict verdict;
  private @Nullable PriceSearch served;
  private double @Nullable [] servedOutputs;
  private @Nullable PriceSearch rung;

  /** A model and its predictions for the window. */
  private static final class Scored {
    final Ensemble model;
    double @Nullable [] outputs;
    boolean finite;
    @Nullable PriceSearch search;

    Scored(Ensemble model) {
      this.model = model;
      this.finite = model.finite();
    }
  }

  /**
   * Prepares a solve; nothing is computed yet.
   *
   * @param window frozen randomized rows
   * @param candidate model to judge
   * @param live model that serves now; null if none, or none for these features and arms
   * @param budget budget per policy impression, whole currency units
   * @param armProbability probability of each arm in the holdout
   * @param options options in force when the slide came due
   * @param hold why the candidate cannot go live whatever its value; null if it can
   */
  Solve(
      FrozenWindow window,
      Ensemble candidate,
      @Nullable Ensemble live,
      double budget,
      double[] armProbability,
      LearningOptions options,
      @Nullable GateVerdict hold) {
    this.window = window;
    this.budget = budget;
    this.gate = new Gate(options);
    this.arms = candidate.arms();
    this.outputs = 2 * arms;
    this.candidate = new Scored(candidate);
    this.live = live == null ? null : new Scored(live);
    verdict = hold != null ? hold : gate.judgeWindow(window, armProbability);
    if (!Double.isFinite(budget)) {
      verdict = GateVerdict.NO_TRAFFIC;
    } else if (!candidate.finite()) {
      verdict = GateVerdict.NOT_FINITE;
    }
    if (window.rows() > 0 && Double.isFinite(budget)) {
      int chunkRows = options.get(PricingOptions.SOLVE_CHUNK_ROWS);
      planScoring(this.candidate, chunkRows);
      if (this.live != null) {
        planScoring(this.live, chunkRows);
      }
      plan.add(this::judge);
      for (double factor : options.get(PricingOptions.LADDER)) {
        planRung(factor);
      }
    }
  }

  private void planScoring(Scored scored, int chunkRows) {
    for (int from = 0; from < window.rows(); from += chunkRows) {
      int begin = from;
      int end = Math.min(window.rows(), from + chunkRows);
      plan.add(() -> score(scored, begin, end));
    }
    for (int i = 0; i < PriceSearch.STEPS; i++) {
      plan.add(() -> search(scored));
    }
  }

  private void planRung(double factor) {
    for (int i = 0; i < PriceSearch.STEPS; i++) {
      boolean first = i == 0;
      boolean last = i == PriceSearch.STEPS - 1;
      plan.add(() -> climb(factor, first, last));
    }
  }

  /** Returns how many steps this solve takes at most; known beforehand from its inputs alone. */
  int totalSteps() {
    return plan.size();
  }

  boolean done() {
    return steps >= plan.size();
  }

  /** Takes one step; does nothing when done. */
  void step() {
    if (done()) {
      return;
    }
    long start = System.nanoTime();
    plan.get(steps).run();
    steps++;
    workNanos += System.nanoTime() - start;
  }

  /** Returns the time spent in steps so far, nanoseconds. */
  long workNanos() {
    return workNanos;
  }

  /** Takes every step that is left. */
  void finish() {
    while (!done()) {
      step();
    }
  }

  /**
   * Returns the outcome.
   *
   * @throws IllegalStateException if steps are left
   */
  Result result() {
    if (!done() || verdict == null) {
      throw new IllegalStateException("the solve is not done");
    }
    return new Result(
        verdict,
        served == null ? null : served.price(),
        served == null ? null : served.value(),
        valueOf(candidate),
        live == null ? null : valueOf(live),
        List.copyOf(ladder));
  }

  private static @Nullable PolicyEvaluation valueOf(Scored scored) {
    return scored.search == null ? null : scored.search.value();
  }

  /** Scores rows [from, to) into their places. */
  private void score(Scored scored, int from, int to) {
    if (scored.outputs == null) {
      scored.outputs = new double[Math.multiplyExact(window.rows(), outputs)];
    }
    double[] out = scored.outputs;
    int first = 0;
    for (int block = 0; block < window.blocks().size(); block++) {
      int rows = window.blockRows()[block];
      int begin = Math.max(from, first);
      int end = Math.min(to, first + rows);
      if (begin < end) {
        scored.model.predict(
            window.blocks().get(block), begin - first, end - begin, out, begin * outputs);
      }
      first += rows;
    }
    for (int i = from * outputs; i < to * outputs; i++) {
      scored.finite &= Double.isFinite(out[i]);
    }
  }

  private void search(Scored scored) {
    if (!scored.finite || scored.outputs == null) {
      return;
    }
    if (scored.search == null) {
      scored.search = searchFor(scored.outputs, budget);
    }
    scored.search.step();
  }

  private PriceSearch searchFor(double[] of, double at) {
    return new PriceSearch(solver, window, Predictions.ofOutputs(of, window.rows(), arms), at);
  }

  private void judge() {
    PolicyEvaluation value = valueOf(candidate);
    if (value == null && !candidate.finite) {
      verdict = GateVerdict.NOT_FINITE;
    }
    if (verdict == null && value != null) {
      verdict = gate.judge(value, budget, live == null ? null : valueOf(live));
    }
    Scored chosen = verdict != null && verdict.published() ? candidate : live;
    if (chosen != null) {
      served = chosen.search;
      servedOutputs = chosen.outputs;
    }
  }

  private void climb(double factor, boolean first, boolean last) {
    if (served == null || servedOutputs == null) {
      return;
    }
    if (first) {
      rung = searchFor(servedOutputs, budget * factor);
    }
    PriceSearch search = java.util.Objects.requireNonNull(rung);
    search.step();
    if (last) {
      ladder.add(new Rung(budget * factor, search.price(), search.value()));
    }
  }
}
