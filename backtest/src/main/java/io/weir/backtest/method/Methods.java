package io.weir.backtest.method;

import io.weir.backtest.InputException;
import io.weir.backtest.method.BiLevel.Hypergradient;
import io.weir.core.decision.DecisionLossKind;
import java.util.ArrayList;
import java.util.List;

/** All methods by name. */
public final class Methods {
  /**
   * Pre-training on observational samples, then fine-tuning on randomized ones: the rival to beat.
   */
  public static final String FINE_TUNE = "fine-tune";

  private static final List<BacktestMethod> ALL =
      List.of(
          new RandomMethod(),
          new TwoStage("tsm-rct", TwoStage.Data.RCT),
          new TwoStage("tsm-obs", TwoStage.Data.OBS),
          new TwoStage("tsm-both", TwoStage.Data.BOTH),
          new TwoStage(FINE_TUNE, TwoStage.Data.OBS_THEN_RCT),
          new DecisionFocused("dfcl-ppl", DecisionLossKind.PPL),
          new DecisionFocused("dfcl-pifd", DecisionLossKind.PIFD),
          new DecisionFocused("dfcl-dpl", DecisionLossKind.DPL),
          new DecisionFocused("dfcl-difd", DecisionLossKind.DIFD),
          new BiLevel("bi-dfcl-ppl-implicit", DecisionLossKind.PPL, Hypergradient.IMPLICIT),
          new BiLevel("bi-dfcl-ppl-explicit", DecisionLossKind.PPL, Hypergradient.EXPLICIT),
          new BiLevel("bi-dfcl-ppl-single-loop", DecisionLossKind.PPL, Hypergradient.SINGLE_LOOP),
          new BiLevel("bi-dfcl-pifd-implicit", DecisionLossKind.PIFD, Hypergradient.IMPLICIT),
          new BiLevel("bi-dfcl-pifd-explicit", DecisionLossKind.PIFD, Hypergradient.EXPLICIT),
          new BiLevel("bi-dfcl-pifd-single-loop", DecisionLossKind.PIFD, Hypergradient.SINGLE_LOOP),
          new CrossFitted("cf4", false),
          new CrossFitted("cf4-br", true),
          new Stream());

  private Methods() {}

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
