package io.weir.simulator.world;

/** Ridge regression from sums of products. */
public final class Ridge {

  private static final double RIDGE = 2.0;

  private Ridge() {}

  /** Cholesky solve of (G + ridge I) w = m. */
  public static double[] solve(double[][] gram, double[] moments) {
    int n = moments.length;
    double[][] l = new double[n][n];
    double[] w = moments.clone();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = gram[i][j] + (i == j ? RIDGE : 0);
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        w[i] -= l[i][k] * w[k];
      }
      w[i] /= l[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        w[i] -= l[k][i] * w[k];
      }
      w[i] /= l[i][i];
    }
    return w;
  }
}
