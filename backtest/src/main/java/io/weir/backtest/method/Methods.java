package io.weir.backtest.method;

import io.weir.backtest.description.InputException;
import io.weir.backtest.learner.CrossFittedLearner;
import io.weir.backtest.learner.StreamedBatch;
import io.weir.backtest.learner.TwoStageBatch;
import io.weir.backtest.method.BiLevel.Hypergradient;
import io.weir.core.decision.DecisionLossKind;
import io.weir.core.linalg.KernelRegistry;
import java.util.ArrayList;
import java.util.List;

/** All methods by name. */
public final class Methods {
  /**
   * Pre-training on observational samples, then fine-tuning on randomized ones: the rival to beat.
   */
  public static final String FINE_TUNE = "fine-tune";

  private static final double[] NO_BUDGETS = {};
  private static final int WINDOW_ROWS = 6000;

  private static final List<BacktestMethod> ALL =
      List.of(
          new RandomMethod(),
          twoStage("tsm-rct", TwoStageBatch.Data.RCT),
          twoStage("tsm-obs", TwoStageBatch.Data.OBS),
          twoStage("tsm-both", TwoStageBatch.Data.BOTH),
          twoStage(FINE_TUNE, TwoStageBatch.Data.OBS_THEN_RCT),
          new DecisionFocused("dfcl-ppl", DecisionLossKind.PPL),
          new DecisionFocused("dfcl-pifd", DecisionLossKind.PIFD),
          new DecisionFocused("dfcl-dpl", DecisionLossKind.DPL),
          new DecisionFocused("dfcl-difd", DecisionLossKind.DIFD),
          new BiLevel("constant-bridge", DecisionLossKind.PPL, Hypergradient.NONE),
          new BiLevel("bi-dfcl-ppl-implicit", DecisionLossKind.PPL, Hypergradient.IMPLICIT),
          new BiLevel("bi-dfcl-ppl-explicit", DecisionLossKind.PPL, Hypergradient.EXPLICIT),
          new BiLevel("bi-dfcl-ppl-single-loop", DecisionLossKind.PPL, Hypergradient.SINGLE_LOOP),
          new BiLevel("bi-dfcl-pifd-implicit", DecisionLossKind.PIFD, Hypergradient.IMPLICIT),
          new BiLevel("bi-dfcl-pifd-explicit", DecisionLossKind.PIFD, Hypergradient.EXPLICIT),
          new BiLevel("bi-dfcl-pifd-single-loop", DecisionLossKind.PIFD, Hypergradient.SINGLE_LOOP),
          new LibraryMethod(
              "cf4",
              data -> new CrossFittedLearner(data.options(), NO_BUDGETS, KernelRegistry.best())),
          new LibraryMethod(
              "cf4-br",
              data ->
                  new CrossFittedLearner(
                      data.options(), new double[] {data.middleBudget()}, KernelRegistry.best())),
          new LibraryMethod(
              "stream",
              data ->
                  new StreamedBatch(
                      data.options(), data.middleBudget(), WINDOW_ROWS, KernelRegistry.best())));

  private Methods() {}

  private static BacktestMethod twoStage(String name, TwoStageBatch.Data kind) {
    return new LibraryMethod(
        name, data -> new TwoStageBatch(name, kind, data.options(), KernelRegistry.best()));
  }

  /** Every method, in the order of the table. */
  public static List<BacktestMethod> all() {
    return ALL;
  }

  /** Names of {@link #all}. */
  public static List<String> names() {
    return ALL.stream().map(BacktestMethod::name).toList();
  }

  /**
   * Methods by name.
   *
   * @throws InputException if a name is unknown or comes twice
   */
  public static List<BacktestMethod> named(List<String> names) {
    List<BacktestMethod> found = new ArrayList<>();
    for (String name : names) {
      BacktestMethod method =
          ALL.stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InputException(
                          "unknown method '%s'; there are %s"
                              .formatted(name, String.join(", ", names()))));
      if (found.contains(method)) {
        throw new InputException("method '" + name + "' is named twice");
      }
      found.add(method);
    }
    return found;
  }
}
