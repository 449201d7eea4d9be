package io.weir.core.f64.level;

/**
 * How much the target trusts the teacher, per row and output column: weights in (0, 1) as a
 * function of parameters phi, which the caller keeps. Implementations are workspaces and not
 * thread-safe.
 */
public interface Bridge {

  /** Length of phi. */
  int parameterCount();

  /**
   * Writes the weights, row-major [rows, 2 arms], from weightsOffset on.
   *
   * @param x row-major [rows, features] from xOffset on; at most as many rows as the workspace
   *     holds
   */
  void weights(
      double[] phi, double[] x, int xOffset, int rows, double[] weights, int weightsOffset);

  /**
   * Adds to gradient the derivative by phi of a loss whose derivative by the weights is given,
   * row-major [rows, 2 arms].
   */
  void addGradient(
      double[] phi, double[] x, int xOffset, int rows, double[] weightGradient, double[] gradient);
}
