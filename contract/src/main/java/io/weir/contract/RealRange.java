package io.weir.contract;

/**
 * A range of real numbers, both ends allowed; NaN never is.
 *
 * @param least smallest allowed
 * @param most largest allowed
 */
public record RealRange(double least, double most) {
  /** Returns whether the value is allowed. */
  public boolean contains(double value) {
    return value >= least && value <= most;
  }

  /** Returns the range for people, such as {@code 0.0 to 1.0}. */
  @Override
  public String toString() {
    return least + " to " + most;
  }
}
