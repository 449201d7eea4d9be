package io.weir.core.f64.bilevel;

import io.weir.core.f64.optim.Vectors;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Conjugate gradients for (H + damping I) x = b, turned inside out: the caller computes the product
 * of H and {@link #direction()} in its own time and hands it to {@link #accept}. Inner products are
 * in double.
 */
public final class ConjugateGradient {
  /** How far the solve is. */
  public enum Status {
    /** Waiting for the product of the direction. */
    RUNNING,
    /** The relative residual is at most the tolerance. */
    CONVERGED,
    /** As many iterations as allowed; the iterate is usable, its residual reported. */
    ITERATION_LIMIT,
    /**
     * A direction with no positive curvature: the matrix is not positive definite; the iterate is
     * the last good one.
     */
    NEGATIVE_CURVATURE,
    /** A product or a sum was not finite. */
    NOT_FINITE
  }

  private final double[] rightHandSide;
  private final double[] solution;
  private final double[] residual;
  private final double[] direction;
  private final int maxIterations;
  private final /* wide */ double tolerance;
  private /* wide */ double damping;
  private /* wide */ double residualSquare;
  private /* wide */ double targetSquare;
  private /* wide */ double curvature;
  private int iterations;
  private boolean checkingStart;
  private /* wide */ double stepRate;
  private Status status = Status.CONVERGED;

  /**
   * A solver for n unknowns; call {@link #begin} next.
   *
   * @param maxIterations products of the matrix after the one a warm start costs
   * @param tolerance bound on the residual's norm relative to the right-hand side's
   */
  public ConjugateGradient(int n, int maxIterations, /* wide */ double tolerance) {
    this.rightHandSide = new double[n];
    this.solution = new double[n];
    this.residual = new double[n];
    this.direction = new double[n];
    this.maxIterations = maxIterations;
    this.tolerance = tolerance;
  }

  /**
   * Starts a solve from zero, or from a warm start.
   *
   * @param b right-hand side, copied
   * @param start first iterate, copied; empty for zero
   * @param damping at least zero
   */
  public void begin(double[] b, double[] start, /* wide */ double damping) {
    System.arraycopy(b, 0, rightHandSide, 0, b.length);
    System.arraycopy(b, 0, residual, 0, b.length);
    this.damping = damping;
    stepRate = 0;
    iterations = 0;
    curvature = 0;
    targetSquare = Vectors.dot(b, b, b.length);
    residualSquare = targetSquare;
    checkingStart = start.length > 0;
    if (checkingStart) {
      System.arraycopy(start, 0, solution, 0, b.length);
      System.arraycopy(start, 0, direction, 0, b.length);
      status = finite(targetSquare) ? Status.RUNNING : Status.NOT_FINITE;
    } else {
      Arrays.fill(solution, 0);
      System.arraycopy(b, 0, direction, 0, b.length);
      judge();
    }
  }

  /**
   * Starts one gradient step instead of a solve (SOBA, Dagreou et al. 2022): x moves by rate (b -
   * (H + damping I) x), the rate cut to the inverse of the Rayleigh quotient along x, so that a
   * direction in which x would grow without bound is damped instead.
   *
   * @param start where to step from, copied; empty for zero
   * @param rate positive
   */
  public void beginStep(
      double[] b, double[] start, /* wide */ double damping, /* wide */ double rate) {
    begin(b, start.length > 0 ? start : new double[b.length], damping);
    stepRate = rate;
  }

  /** The vector whose product with H is wanted; valid while running. */
  public double[] direction() {
    return direction;
  }

  /** Takes the product of H (without damping) and the direction: one iteration. */
  public void accept(double[] product) {
    if (status != Status.RUNNING) {
      throw new IllegalStateException("the solve is over: " + status);
    }
    int n = direction.length;
    if (checkingStart) {
      checkingStart = false;
      if (stepRate > 0) {
        step(product);
        return;
      }
      for (int i = 0; i < n; i++) {
        residual[i] = (double) (rightHandSide[i] - product[i] - damping * direction[i]);
        direction[i] = residual[i];
      }
      residualSquare = Vectors.dot(residual, residual, n);
      judge();
      return;
    }
    /* wide */ double directionSquare = Vectors.dot(direction, direction, n);
    /* wide */ double along = Vectors.dot(direction, product, n) + damping * directionSquare;
    if (!finite(along)) {
      status = Status.NOT_FINITE;
      return;
    }
    curvature = along / directionSquare;
    if (along <= 0) {
      status = Status.NEGATIVE_CURVATURE;
      return;
    }
    /* wide */ double length = residualSquare / along;
    for (int i = 0; i < n; i++) {
      solution[i] += (double) (length * direction[i]);
      residual[i] -= (double) (length * (product[i] + damping * direction[i]));
    }
    /* wide */ double before = residualSquare;
    residualSquare = Vectors.dot(residual, residual, n);
    for (int i = 0; i < n; i++) {
      direction[i] = (double) (residual[i] + residualSquare / before * direction[i]);
    }
    iterations++;
    judge();
  }

  private void step(double[] product) {
    int n = direction.length;
    /* wide */ double square = Vectors.dot(solution, solution, n);
    /* wide */ double along = Vectors.dot(solution, product, n) + damping * square;
    /* wide */ double rate = along * stepRate > square ? square / along : stepRate;
    curvature = square > 0 ? along / square : 0;
    for (int i = 0; i < n; i++) {
      residual[i] = (double) (rightHandSide[i] - product[i] - damping * solution[i]);
      solution[i] += (double) (rate * residual[i]);
    }
    residualSquare = Vectors.dot(residual, residual, n);
    iterations = 1;
    status = finite(residualSquare) ? Status.ITERATION_LIMIT : Status.NOT_FINITE;
  }

  private void judge() {
    if (!finite(residualSquare)) {
      status = Status.NOT_FINITE;
    } else if (residualSquare <= tolerance * tolerance * targetSquare) {
      status = Status.CONVERGED;
    } else {
      status = iterations >= maxIterations ? Status.ITERATION_LIMIT : Status.RUNNING;
    }
  }

  private static boolean finite(/* wide */ double value) {
    return Math.abs(value) < Double.POSITIVE_INFINITY;
  }

  /** How far the solve is. */
  public Status status() {
    return status;
  }

  /** The present iterate; live. */
  public double[] solution() {
    return solution;
  }

  /** Iterations of this solve. */
  public int iterations() {
    return iterations;
  }

  /** Norm of the residual over that of the right-hand side, as the recurrence carries it. */
  public /* wide */ double relativeResidual() {
    return targetSquare == 0 ? 0 : Math.sqrt(residualSquare / targetSquare);
  }

  /** Rayleigh quotient of the damped matrix along the last direction. */
  public /* wide */ double lastCurvature() {
    return curvature;
  }

  /** The damping in use. */
  public /* wide */ double damping() {
    return damping;
  }

  void write(StateOutput out) throws IOException {
    out.writeVector(rightHandSide);
    out.writeVector(solution);
    out.writeVector(residual);
    out.writeVector(direction);
    out.writeWide(damping);
    out.writeWide(residualSquare);
    out.writeWide(targetSquare);
    out.writeWide(curvature);
    out.writeWide(stepRate);
    out.writeInt(iterations);
    out.writeBoolean(checkingStart);
    out.writeEnum(status);
  }

  void read(StateInput in) throws IOException {
    in.readVector(rightHandSide);
    in.readVector(solution);
    in.readVector(residual);
    in.readVector(direction);
    damping = in.readWide();
    residualSquare = in.readWide();
    targetSquare = in.readWide();
    curvature = in.readWide();
    stepRate = in.readWide();
    iterations = in.readInt();
    checkingStart = in.readBoolean();
    status = in.readEnum(Status.class);
  }
}
