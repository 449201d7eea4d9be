package io.weir.core.f64.level;

/** The small bridge: one logit per output column, the same for every row. */
public final class ColumnBridge implements Bridge {
  private final int columns;

  /**
   * A bridge over the target's output columns.
   *
   * @param columns twice the number of arms
   */
  public ColumnBridge(int columns) {
    this.columns = columns;
  }

  @Override
  public int parameterCount() {
    return columns;
  }

  @Override
  public void weights(
      double[] phi, double[] x, int xOffset, int rows, double[] weights, int weightsOffset) {
    for (int j = 0; j < columns; j++) {
      double w = Sigmoid.of(phi[j]);
      for (int i = 0; i < rows; i++) {
        weights[weightsOffset + i * columns + j] = w;
      }
    }
  }

  @Override
  public void addGradient(
      double[] phi, double[] x, int xOffset, int rows, double[] weightGradient, double[] gradient) {
    for (int j = 0; j < columns; j++) {
      /* wide */ double sum = 0;
      for (int i = 0; i < rows; i++) {
        sum += weightGradient[i * columns + j];
      }
      double w = Sigmoid.of(phi[j]);
      gradient[j] += (double) (sum * w * (1 - w));
    }
  }
}
