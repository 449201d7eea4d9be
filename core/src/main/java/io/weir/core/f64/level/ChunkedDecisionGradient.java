package io.weir.core.f64.level;

/**
 * A decision loss that can be worked through in chunks of rows. First come passes that gather what
 * the loss needs to know of all rows (shares, spreads, an exchange rate) in a memory of plain
 * numbers that the caller keeps, and can save between any two chunks; then one pass that evaluates.
 */
interface ChunkedDecisionGradient extends DecisionGradient {

  /** Numbers to remember between chunks; zero at the start of a run. */
  int memorySize(int arms);

  /** Gathering passes over all rows before the evaluation, at least zero. */
  int gatheringPasses();

  /**
   * Gathers from some rows.
   *
   * @param pass from zero on
   * @param predictions row-major [rows, 2 arms], revenue columns first
   * @param from first row
   * @param to row after the last
   */
  void gather(
      int pass,
      double[] predictions,
      SampleBatch randomized,
      int from,
      int to,
      /* wide */ double[] memory);

  /**
   * Overwrites the gradient of some rows, and returns their share of the loss.
   *
   * @param outputGradient row-major [rows, 2 arms]; only rows {@code from} to {@code to} are
   *     touched
   */
  /* wide */ double evaluate(
      double[] predictions,
      SampleBatch randomized,
      int from,
      int to,
      /* wide */ double[] memory,
      double[] outputGradient);

  @Override
  default double apply(double[] predictions, SampleBatch randomized, double[] outputGradient) {
    /* wide */ double[] memory = new /* wide */ double[memorySize(randomized.arms())];
    for (int pass = 0; pass < gatheringPasses(); pass++) {
      gather(pass, predictions, randomized, 0, randomized.rows(), memory);
    }
    return (double) evaluate(predictions, randomized, 0, randomized.rows(), memory, outputGradient);
  }
}
