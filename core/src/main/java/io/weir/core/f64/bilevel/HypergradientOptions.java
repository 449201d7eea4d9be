package io.weir.core.f64.bilevel;

import io.weir.core.f64.level.Curvature;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * How to compute a hypergradient.
 *
 * @param explicitRate zero for implicit differentiation (Bi-DFCL, Eq. 18); else the rate of the one
 *     gradient step that explicit differentiation (A.5) takes theta* to be
 * @param curvature matrix of the implicit solve
 * @param damping added to the matrix's diagonal; at least zero
 * @param relativeDamping whether damping is a share of the largest eigenvalue of the Gauss-Newton
 *     matrix
 * @param powerIterations products spent on that eigenvalue
 * @param maxIterations of conjugate gradients
 * @param tolerance relative residual at which to stop
 * @param maxDampingRaises how often negative curvature raises the damping before the solve turns to
 *     Gauss-Newton
 * @param solutionRate zero to solve; else the rate of the one step that the solution takes from the
 *     warm start, so that it follows the problem from call to call (SOBA)
 */
public record HypergradientOptions(
    double explicitRate,
    Curvature curvature,
    double damping,
    boolean relativeDamping,
    int powerIterations,
    int maxIterations,
    double tolerance,
    int maxDampingRaises,
    double solutionRate) {

  /** Checks ranges. */
  public HypergradientOptions {
    if (!(explicitRate >= 0 && damping >= 0 && tolerance >= 0 && solutionRate >= 0)
        || maxIterations < 0
        || maxDampingRaises < 0
        || (relativeDamping && powerIterations < 1)) {
      throw new IllegalArgumentException("hypergradient options out of range");
    }
  }

  /** A solve, not a step. */
  public HypergradientOptions(
      double explicitRate,
      Curvature curvature,
      double damping,
      boolean relativeDamping,
      int powerIterations,
      int maxIterations,
      double tolerance,
      int maxDampingRaises) {
    this(
        explicitRate,
        curvature,
        damping,
        relativeDamping,
        powerIterations,
        maxIterations,
        tolerance,
        maxDampingRaises,
        0.0);
  }

  /** Implicit, Gauss-Newton, damped by a tenth of the largest eigenvalue, at most 20 iterations. */
  public static HypergradientOptions defaults() {
    return new HypergradientOptions(0.0, Curvature.GAUSS_NEWTON, 0.1, true, 8, 20, 1e-3, 3);
  }

  /** Implicit with an absolute damping. */
  public static HypergradientOptions implicit(
      Curvature curvature, double damping, int maxIterations, double tolerance) {
    return new HypergradientOptions(0.0, curvature, damping, false, 0, maxIterations, tolerance, 3);
  }

  /** Explicit with one step of the given rate. */
  public static HypergradientOptions explicit(double rate) {
    return new HypergradientOptions(rate, Curvature.GAUSS_NEWTON, 0.0, false, 0, 0, 0.0, 0);
  }

  /**
   * Single loop: one step of the solution per hypergradient, Gauss-Newton, relative damping.
   *
   * @param damping share of the largest eigenvalue, from four products
   * @param solutionRate rate of the step, positive
   */
  public static HypergradientOptions singleLoop(double damping, double solutionRate) {
    return new HypergradientOptions(
        0.0, Curvature.GAUSS_NEWTON, damping, true, 4, 1, 0.0, 0, solutionRate);
  }

  void write(StateOutput out) throws IOException {
    out.writeDouble(explicitRate);
    out.writeEnum(curvature);
    out.writeDouble(damping);
    out.writeBoolean(relativeDamping);
    out.writeInt(powerIterations);
    out.writeInt(maxIterations);
    out.writeDouble(tolerance);
    out.writeInt(maxDampingRaises);
    out.writeDouble(solutionRate);
  }

  static HypergradientOptions read(StateInput in) throws IOException {
    return new HypergradientOptions(
        in.readDouble(),
        in.readEnum(Curvature.class),
        in.readDouble(),
        in.readBoolean(),
        in.readInt(),
        in.readInt(),
        in.readDouble(),
        in.readInt(),
        in.readDouble());
  }
}
