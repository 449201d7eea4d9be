package io.weir.learner.solve;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.scoring.ScoringScratch;
import io.weir.learner.estimate.CostCorrection;
import io.weir.learner.evidence.JudgedSample;
import io.weir.learner.evidence.Judging;
import io.weir.learner.evidence.Lineage;
import io.weir.learner.evidence.PolicyJudgement;
import io.weir.learner.judge.Gate;
import io.weir.learner.judge.GateVerdict;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.PricingOptions;
import io.weir.learner.train.FrozenWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One slide's work, cut into steps that are short enough for records and barriers to pass between
 * them: score the frozen window with the candidate and the live model a chunk at a time, price both
 * at the budget, judge, then price the ladder rung by rung.
 *
 * <p>The window's rows have been learned from: predictions of them say for whom the budget is best
 * spent, and nothing else. What a policy truly earns and costs is judged on samples that its
 * lineage had not learned from ({@link JudgedSample}).
 *
 * <p>The outcome depends on the frozen inputs alone. A solve that a failure cut short is begun
 * again on the same inputs and ends in the same result.
 */
public final class Solve {
  /** Rows that a search looks at in the time it takes to score one, rather more than fewer. */
  private static final int SEARCHED_PER_SCORED = 64;

  /**
   * What a solve worked out.
   *
   * @param verdict the gate's decision
   * @param served pricing of the model that is to serve; null if nothing was priced
   * @param candidate what was judged of the candidate that could go live; null if there is none or
   *     its predictions are not finite
   * @param ladder prices at other budgets, ascending
   * @param newest price of the newest candidate; null if it could not be priced
   * @param twoStage price of the two-stage rival; null if there is none
   */
  public record Result(
      GateVerdict verdict,
      @Nullable Priced served,
      @Nullable PolicyJudgement candidate,
      List<Rung> ladder,
      @Nullable DualPrice newest,
      @Nullable DualPrice twoStage) {}

  /**
   * A model's price at the budget.
   *
   * @param price its price, with the cost that the model claims at it
   * @param correction factor between true and claimed cost
   * @param judgement what samples that were not learned from say of the policy at the price
   */
  public record Priced(DualPrice price, CostCorrection correction, PolicyJudgement judgement) {
    /** Returns the cost per impression that is expected, whole currency units. */
    public double expectedCost() {
      return correction.factor() * price.expectedCost();
    }
  }

  /**
   * One rung of the ladder.
   *
   * @param budget budget per impression, whole currency units
   * @param priced its price
   */
  public record Rung(double budget, Priced priced) {}

  /**
   * The models of a solve, all in the window's scales.
   *
   * @param newest newest candidate, which is priced so that it can be scored on what comes
   * @param challenger candidate that goes live if nothing speaks against it; null if none may
   * @param live model that serves now; null if none, or none for these features and arms
   * @param liveVersion its version
   * @param twoStage two-stage rival; null if none is trained
   */
  public record Contest(
      PublishedModel newest,
      @Nullable PublishedModel challenger,
      @Nullable PublishedModel live,
      long liveVersion,
      @Nullable PublishedModel twoStage) {}

  /** Where judged samples come from. */
  @FunctionalInterface
  public interface Judged {
    /** Returns the samples that speak for a lineage. */
    JudgedSample of(Lineage lineage);
  }

  private final FrozenWindow window;
  private final Judged judged;
  private final Judging.Frozen frozen;
  private final double budget;
  private final Gate gate;
  private final int searchRows;

  /**
   * Every step, in order; how many there are follows from the inputs alone. Each tells whether it
   * had anything to do.
   */
  private final List<BooleanSupplier> plan = new ArrayList<>();

  private final DualPriceSolver solver = new DualPriceSolver();
  private final List<Rung> ladder = new ArrayList<>();
  private final ScoringScratch scratch = new ScoringScratch();
  private final ScoredModel newest;
  private final @Nullable ScoredModel candidate;
  private final @Nullable ScoredModel live;
  private final @Nullable ScoredModel twoStage;

  private int steps;
  private long workNanos;
  private @Nullable GateVerdict verdict;
  private @Nullable ScoredModel served;
  private boolean climbing;

  /**
   * Prepares a solve; nothing is computed yet.
   *
   * @param window frozen randomized rows
   * @param contest models to score and price
   * @param judged samples that were not learned from
   * @param frozen what was known of costs when the slide came due
   * @param budget budget per policy impression, whole currency units
   * @param options options in force when the slide came due
   * @param veto why the candidate cannot go live whatever its value; null if it can
   */
  public Solve(
      FrozenWindow window,
      Contest contest,
      Judged judged,
      Judging.Frozen frozen,
      double budget,
      LearningOptions options,
      @Nullable GateVerdict veto) {
    this.window = window;
    this.judged = judged;
    this.frozen = frozen;
    this.budget = budget;
    this.gate = new Gate(options);
    int chunkRows = options.get(PricingOptions.SOLVE_CHUNK_ROWS);
    this.searchRows = SEARCHED_PER_SCORED * chunkRows;
    Lineage candidates = Lineage.ofCandidates();
    this.newest = new ScoredModel(contest.newest, candidates);
    this.candidate =
        contest.challenger == contest.newest ? newest : scored(contest.challenger, candidates);
    this.live = scored(contest.live, Lineage.ofLive(contest.liveVersion));
    this.twoStage = scored(contest.twoStage, candidates);
    verdict = veto;
    if (!Double.isFinite(budget)) {
      verdict = GateVerdict.NO_TRAFFIC;
    } else if (!newest.finite()) {
      verdict = GateVerdict.NOT_FINITE;
    }
    if (window.rows() > 0 && Double.isFinite(budget)) {
      planScoring(newest, chunkRows);
      planScoring(candidate == newest ? null : candidate, chunkRows);
      planScoring(live, chunkRows);
      planScoring(twoStage, chunkRows);
      plan.add(this::judge);
      for (double factor : options.get(PricingOptions.LADDER)) {
        planRung(factor);
      }
    }
  }

  private @Nullable ScoredModel scored(@Nullable PublishedModel model, Lineage lineage) {
    return model == null ? null : new ScoredModel(model, lineage);
  }

  private void planScoring(@Nullable ScoredModel scored, int chunkRows) {
    if (scored == null) {
      return;
    }
    plan.add(() -> scored.reserve(window));
    for (int from = 0; from < window.rows(); from += chunkRows) {
      int begin = from;
      int end = Math.min(window.rows(), from + chunkRows);
      plan.add(() -> scored.score(window, begin, end, scratch));
    }
    plan.add(() -> scored.sample(judged).rows() > 0);
    int searches = PolicyPricing.mostSteps(window.rows(), searchRows);
    for (int i = 0; i < searches; i++) {
      plan.add(() -> scored.price(solver, judged, frozen, budget, searchRows));
    }
  }

  private void planRung(double factor) {
    int searches = PolicyPricing.searchSteps(window.rows(), searchRows);
    for (int i = 0; i < searches; i++) {
      plan.add(() -> climb(factor));
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
    Priced own = candidate == null ? null : candidate.priced();
    return new Result(
        verdict,
        served == null ? null : served.priced(),
        own == null ? null : own.judgement(),
        List.copyOf(ladder),
        priceOf(newest),
        priceOf(twoStage));
  }

  private static @Nullable DualPrice priceOf(@Nullable ScoredModel scored) {
    Priced priced = scored == null ? null : scored.priced();
    return priced == null ? null : priced.price();
  }

  private boolean judge() {
    Priced own = candidate == null ? null : candidate.priced();
    if (!newest.finite() || (candidate != null && !candidate.finite())) {
      verdict = GateVerdict.NOT_FINITE;
    }
    // Without a challenger there is always a veto, given from outside.
    if (verdict == null && own != null) {
      verdict =
          gate.judge(
              own.judgement(),
              own.price().dualPrice(),
              own.expectedCost(),
              own.correction().standardError() * own.price().expectedCost(),
              budget);
    }
    if (verdict != null && frozen.liveDoesHarm() && verdict.mayWithdraw()) {
      verdict = GateVerdict.WITHDRAWN;
    }
    ScoredModel chosen = verdict != null && verdict.published() ? candidate : live;
    served = chosen != null && chosen.priced() != null ? chosen : null;
    return true;
  }

  private boolean climb(double factor) {
    ScoredModel model = served;
    Priced priced = model == null ? null : model.priced();
    if (model == null || priced == null) {
      return false;
    }
    double rung = budget * factor;
    if (!climbing) {
      if (!ladder.isEmpty() && ladder.get(ladder.size() - 1).budget() >= rung) {
        return false; // this rung took fewer steps than it might have
      }
      solver.begin(model.predictions(), rung / priced.correction().factor());
      climbing = true;
    }
    solver.advance(searchRows);
    if (solver.done()) {
      climbing = false;
      DualPrice price = solver.answer();
      ladder.add(
          new Rung(
              rung,
              new Priced(price, priced.correction(), model.sample(judged).at(price.dualPrice()))));
    }
    return true;
  }
}
