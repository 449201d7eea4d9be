package io.weir.core.pacing;

/**
 * How much is really spent for every unit predicted, with old evidence fading and little evidence
 * shrunk towards one. Not thread-safe.
 */
public final class SpendCorrection {
  private final double priorSpend;
  private final double memorySpend;
  private double predicted;
  private double realized;

  /**
   * Starts without evidence.
   *
   * @param priorSpend predicted spend, currency units, that counts as having come true: the
   *     strength of the shrinkage, positive
   * @param memorySpend predicted spend over which evidence fades by a factor e, positive; infinity
   *     for never
   */
  public SpendCorrection(double priorSpend, double memorySpend) {
    if (!(priorSpend > 0) || !(memorySpend > 0)) {
      throw new IllegalArgumentException("prior " + priorSpend + ", memory " + memorySpend);
    }
    this.priorSpend = priorSpend;
    this.memorySpend = memorySpend;
  }

  /**
   * Adds predicted spend that has had its time, and what was spent of it.
   *
   * @param predictedSpend currency units, zero or more
   * @param realizedSpend currency units, zero or more
   */
  public void add(double predictedSpend, double realizedSpend) {
    double kept = Math.exp(-predictedSpend / memorySpend);
    predicted = predicted * kept + predictedSpend;
    realized = realized * kept + realizedSpend;
  }

  /** Realized per predicted unit of spend, positive. */
  public double ratio() {
    return (realized + priorSpend) / (predicted + priorSpend);
  }

  /** The state: predicted and realized spend in memory. */
  public double[] save() {
    return new double[] {predicted, realized};
  }

  /** Puts back what {@link #save} gave. */
  public void restore(double[] state) {
    predicted = state[0];
    realized = state[1];
  }
}
