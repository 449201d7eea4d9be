package io.weir.core.pacing;

/** How the price is moved between publications of a ladder. */
public enum PacingMethod {
  /** The ladder re-solved for what is left, see {@link ResolvingPacer}. */
  RESOLVE,
  /** Dual mirror descent from the first price, see {@link MirrorDescentPacer}. */
  MIRROR_DESCENT,
  /** Both, see {@link BudgetPacer}. */
  COMBINED;

  private static final double DESCENT_RATE = 1;
  private static final double DESCENT_BOUND = 20;
  private static final double TRIM_RATE = 0.1;
  private static final double TRIM_BOUND = 1.5;

  /** Makes a pacer of this method that starts on a ladder. */
  public Pacer start(PriceLadder ladder) {
    return switch (this) {
      case RESOLVE -> new ResolvingPacer(ladder);
      case MIRROR_DESCENT ->
          new MirrorDescentPacer(ladder, new DualMirrorDescent(DESCENT_RATE, DESCENT_BOUND));
      case COMBINED -> new BudgetPacer(ladder, new DualMirrorDescent(TRIM_RATE, TRIM_BOUND));
    };
  }
}
