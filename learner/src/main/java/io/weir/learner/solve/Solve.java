package io.weir.learner.solve;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import io.weir.learner.judge.Gate;
import io.weir.learner.judge.GateVerdict;
import io.weir.learner.judge.PolicyEvaluation;
import io.weir.learner.model.Ensemble;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.PricingOptions;
import io.weir.learner.train.FrozenWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One slide's work, cut into steps that are short enough for records and barriers to pass between
 * them: score the frozen window with the candidate and the live model a chunk at a time, search the
 * price of both at the budget, judge, then search the ladder rung by rung.
 *
 * <p>The outcome depends on the frozen inputs alone. A solve that a failure cut short is begun
 * again on the same inputs and ends in the same result.
 */
public final class Solve {
  /** Rows that a search looks at in the time it takes to score one, rather more than fewer. */
  private static final int SEARCHED_PER_SCORED = 64;

  /** Rows whose outcomes are copied in the time it takes to score one, the first time included. */
  private static final int FILLED_PER_SCORED = 16;

  /**
   * What a solve worked out.
   *
   * @param verdict the gate's decision
   * @param price price of the model that is to serve at the budget; null if nothing was priced
   * @param value value of that model's policy; null if nothing was priced
   * @param candidate evaluation of the candidate that could go live; null if there is none or its
   *     predictions are not finite
   * @param live the live model's evaluation; null if there is none to compare with
   * @param ladder prices at other budgets, ascending
   * @param fresh price of the newest candidate; null if it could not be priced
   * @param twoStage price of the two-stage rival; null if there is none
   */
  public record Result(
      GateVerdict verdict,
      @Nullable DualPrice price,
      @Nullable PolicyEvaluation value,
      @Nullable PolicyEvaluation candidate,
      @Nullable PolicyEvaluation live,
      List<Rung> ladder,
      @Nullable DualPrice fresh,
      @Nullable DualPrice twoStage) {}

  /**
   * The models of a solve, all in the window's scales.
   *
   * @param fresh newest candidate, which is priced so that it can be scored on what comes
   * @param contender candidate that goes live if nothing on the window speaks against it; null if
   *     none may
   * @param live model that serves now; null if none, or none for these features and arms
   * @param twoStage two-stage rival; null if none is trained
   */
  record Contest(
      Ensemble fresh,
      @Nullable Ensemble contender,
      @Nullable Ensemble live,
      @Nullable Ensemble twoStage) {}

  /**
   * One rung of the ladder.
   *
   * @param budget budget per impression, whole currency units
   * @param price its price
   * @param value value of the policy at that price
   */
  public record Rung(double budget, DualPrice price, PolicyEvaluation value) {}

  private final FrozenWindow window;
  private final double budget;
  private final Gate gate;
  private final int outputs;
  private final int arms;
  private final int searchRows;

  /**
   * Every step, in order; how many there are follows from the inputs alone. Each tells whether it
   * had anything to do.
   */
  private final List<BooleanSupplier> plan = new ArrayList<>();

  private final DualPriceSolver solver = new DualPriceSolver();
  private final List<Rung> ladder = new ArrayList<>();
  private final Scored fresh;
  private final @Nullable Scored candidate;
  private final @Nullable Scored live;
  private final @Nullable Scored twoStage;

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
   * @param contest models to score and price
   * @param budget budget per policy impression, whole currency units
   * @param options options in force when the slide came due
   * @param hold why the candidate cannot go live whatever its value; null if it can
   */
  Solve(
      FrozenWindow window,
      Contest contest,
      double budget,
      LearningOptions options,
      @Nullable GateVerdict hold) {
    this.window = window;
    this.budget = budget;
    this.gate = new Gate(options);
    this.arms = contest.fresh.arms();
    this.outputs = 2 * arms;
    int chunkRows = options.get(PricingOptions.SOLVE_CHUNK_ROWS);
    this.searchRows = SEARCHED_PER_SCORED * chunkRows;
    this.fresh = new Scored(contest.fresh);
    this.candidate = contest.contender == contest.fresh ? fresh : scored(contest.contender);
    this.live = scored(contest.live);
    this.twoStage = scored(contest.twoStage);
    verdict = hold;
    if (!Double.isFinite(budget)) {
      verdict = GateVerdict.NO_TRAFFIC;
    } else if (!fresh.finite) {
      verdict = GateVerdict.NOT_FINITE;
    }
    if (window.rows() > 0 && Double.isFinite(budget)) {
      planFilling(FILLED_PER_SCORED * chunkRows);
      planScoring(fresh, chunkRows);
      planScoring(candidate == fresh ? null : candidate, chunkRows);
      planScoring(live, chunkRows);
      planScoring(twoStage, chunkRows);
      plan.add(this::judge);
      for (double factor : options.get(PricingOptions.LADDER)) {
        planRung(factor);
      }
    }
  }

  private static @Nullable Scored scored(@Nullable Ensemble model) {
    return model == null ? null : new Scored(model);
  }

  private void planFilling(int stretchRows) {
    for (int from = 0; from < window.rows(); from += stretchRows) {
      int begin = from;
      int end = Math.min(window.rows(), from + stretchRows);
      plan.add(
          () -> {
            window.fill(begin, end);
            return true;
          });
    }
  }

  private void planScoring(@Nullable Scored scored, int chunkRows) {
    if (scored == null) {
      return;
    }
    plan.add(() -> reserve(scored));
    for (int from = 0; from < window.rows(); from += chunkRows) {
      int begin = from;
      int end = Math.min(window.rows(), from + chunkRows);
      plan.add(() -> score(scored, begin, end));
    }
    int searches = PriceSearch.mostSteps(window.rows(), searchRows);
    for (int i = 0; i < searches; i++) {
      plan.add(() -> search(scored));
    }
  }

  private void planRung(double factor) {
    int searches = PriceSearch.mostSteps(window.rows(), searchRows);
    for (int i = 0; i < searches; i++) {
      boolean first = i == 0;
      boolean last = i == searches - 1;
      plan.add(() -> climb(factor, first, last));
    }
  }

  /** Returns how many steps this solve takes at most; known beforehand from its inputs alone. */
  public int totalSteps() {
    return plan.size();
  }

  public boolean done() {
    return steps >= plan.size();
  }

  /** Returns the place in the plan, which an early answer may have carried ahead. */
  public int steps() {
    return steps;
  }

  /** Takes one step, passing over those with nothing to do; does nothing when done. */
  public void step() {
    long start = System.nanoTime();
    boolean worked = false;
    while (!worked && !done()) {
      worked = plan.get(steps).getAsBoolean();
      steps++;
    }
    workNanos += System.nanoTime() - start;
  }

  /** Returns the time spent in steps so far, nanoseconds. */
  public long workNanos() {
    return workNanos;
  }

  /** Takes every step that is left. */
  public void finish() {
    while (!done()) {
      step();
    }
  }

  /**
   * Returns the outcome.
   *
   * @throws IllegalStateException if steps are left
   */
  public Result result() {
    if (!done() || verdict == null) {
      throw new IllegalStateException("the solve is not done");
    }
    return new Result(
        verdict,
        served == null ? null : served.price(),
        served == null ? null : served.value(),
        valueOf(candidate),
        valueOf(live),
        List.copyOf(ladder),
        priceOf(fresh),
        priceOf(twoStage));
  }

  private static @Nullable PolicyEvaluation valueOf(@Nullable Scored scored) {
    return scored == null || scored.search == null ? null : scored.search.value();
  }

  private static @Nullable DualPrice priceOf(@Nullable Scored scored) {
    return scored == null || scored.search == null ? null : scored.search.price();
  }

  /** Makes room for predictions: on a large window that alone is worth a step. */
  private boolean reserve(Scored scored) {
    scored.outputs = new double[Math.multiplyExact(window.rows(), outputs)];
    return true;
  }

  /** Scores rows [from, to) into their places. */
  private boolean score(Scored scored, int from, int to) {
    double[] out = java.util.Objects.requireNonNull(scored.outputs);
    window.forBlocks(
        from,
        to,
        (block, begin, end, at) ->
            scored.model.predict(
                window.blocks().get(block), begin, end - begin, out, at * outputs));
    for (int i = from * outputs; i < to * outputs; i++) {
      scored.finite &= Double.isFinite(out[i]);
    }
    return true;
  }

  private boolean search(Scored scored) {
    if (!scored.finite || scored.outputs == null) {
      return false;
    }
    if (scored.search == null) {
      scored.search = searchFor(scored.outputs, budget);
    }
    return scored.search.step(searchRows);
  }

  private PriceSearch searchFor(double[] of, double at) {
    return new PriceSearch(solver, window, Predictions.ofOutputs(of, window.rows(), arms), at);
  }

  private boolean judge() {
    PolicyEvaluation value = valueOf(candidate);
    if (!fresh.finite || (candidate != null && !candidate.finite)) {
      verdict = GateVerdict.NOT_FINITE;
    }
    if (verdict == null) {
      // Without a contender there is always a reason why, given from outside.
      verdict = gate.judge(java.util.Objects.requireNonNull(value), budget, valueOf(live));
    }
    Scored chosen = verdict != null && verdict.published() ? candidate : live;
    if (chosen != null) {
      served = chosen.search;
      servedOutputs = chosen.outputs;
    }
    return true;
  }

  private boolean climb(double factor, boolean first, boolean last) {
    if (served == null || servedOutputs == null) {
      return false;
    }
    if (first) {
      rung = searchFor(servedOutputs, budget * factor);
    }
    PriceSearch search = java.util.Objects.requireNonNull(rung);
    boolean worked = search.step(searchRows);
    if (last) {
      ladder.add(new Rung(budget * factor, search.price(), search.value()));
    }
    return worked;
  }
}
