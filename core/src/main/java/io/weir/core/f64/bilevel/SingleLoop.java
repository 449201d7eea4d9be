package io.weir.core.f64.bilevel;

import io.weir.core.f64.level.Bridge;
import io.weir.core.f64.level.Curvature;
import io.weir.core.f64.level.DecisionGradient;
import io.weir.core.f64.level.DecisionPass;
import io.weir.core.f64.level.GradientPass;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.MixedPass;
import io.weir.core.f64.level.ProductPass;
import io.weir.core.f64.level.SampleBatch;
import io.weir.core.f64.level.WeightsPass;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The bi-level problem without an inner loop (SOBA, Dagreou et al. 2022): per mini-batch, all at
 * the same point, theta moves by -dL/dtheta, v by -((H + damping I) v - g), phi by +(d2L / dphi
 * dtheta)^T v; theta and phi through Adam. v is always warm. Work per step is one gradient, one
 * curvature product, one mixed product and one decision gradient.
 */
public final class SingleLoop {
  /**
   * How it moves.
   *
   * @param curvature the matrix
   * @param damping added to its diagonal
   * @param solutionRate v's rate; cut to the inverse of the Rayleigh quotient along v, so that a
   *     direction in which v would grow without bound, which then comes to dominate v, is damped
   *     instead
   * @param bridgeRate Adam's rate for phi
   * @param targetRate Adam's rate for theta
   * @param targetDecay decoupled weight decay of theta
   */
  public record Options(
      Curvature curvature,
      double damping,
      double solutionRate,
      double bridgeRate,
      double targetRate,
      double targetDecay) {
    /** Gauss-Newton damped by 0.1, v at 0.1, phi and theta at 1e-3, no decay. */
    public static Options defaults() {
      return new Options(Curvature.GAUSS_NEWTON, 0.1, 0.1, 1e-3, 1e-3, 0.0);
    }
  }

  private final Options options;
  private final double[] theta;
  private final double[] phi;
  private final double[] solution;
  private final double[] direction;
  private final double[] hypergradient;
  private Adam targetOptimizer;
  private Adam bridgeOptimizer;
  private final WeightsPass weights;
  private final GradientPass gradient;
  private final DecisionPass decision;
  private final ProductPass product;
  private final MixedPass mixed;

  /**
   * Starts from the given parameters, copied, and v of zero.
   *
   * @param maxObservedRows most rows of an observational mini-batch
   * @param maxRandomizedRows most rows of a randomized one
   */
  public SingleLoop(
      LowerLevel lower,
      Bridge bridge,
      DecisionGradient decision,
      Options options,
      double[] theta,
      double[] phi,
      int maxObservedRows,
      int maxRandomizedRows) {
    this.options = options;
    this.theta = Arrays.copyOf(theta, lower.parameterCount());
    this.phi = Arrays.copyOf(phi, bridge.parameterCount());
    this.solution = new double[lower.parameterCount()];
    this.direction = new double[lower.parameterCount()];
    this.hypergradient = new double[bridge.parameterCount()];
    this.targetOptimizer = Adam.standard(lower.parameterCount());
    this.bridgeOptimizer = Adam.standard(bridge.parameterCount());
    this.weights = new WeightsPass(lower, bridge, maxObservedRows);
    this.gradient = new GradientPass(lower);
    this.decision = new DecisionPass(lower, decision, maxRandomizedRows);
    this.product = new ProductPass(lower);
    this.mixed = new MixedPass(lower, bridge);
  }

  /**
   * One step on one mini-batch of each kind; a decision gradient that is not finite moves neither v
   * nor phi.
   */
  public void step(SampleBatch observed, SampleBatch randomized) {
    double[] w = weights.run(phi, observed);
    gradient.run(theta, observed, w);
    decision.run(theta, randomized);
    double[] g = decision.gradient();
    boolean finite = Vectors.dot(g, g, g.length) < Double.POSITIVE_INFINITY;
    if (finite) {
      double[] curved = product.run(options.curvature(), theta, observed, w, solution);
      double[] cross = mixed.run(theta, phi, observed, w, solution);
      for (int i = 0; i < direction.length; i++) {
        curved[i] += options.damping() * solution[i];
        direction[i] = curved[i] - g[i];
      }
      /* wide */ double square = Vectors.dot(solution, solution, solution.length);
      /* wide */ double along = Vectors.dot(solution, curved, solution.length);
      /* wide */ double rate = options.solutionRate();
      if (along * rate > square) {
        rate = square / along;
      }
      Vectors.addScaled(solution, (double) -rate, direction);
      for (int i = 0; i < hypergradient.length; i++) {
        hypergradient[i] = -cross[i];
      }
      bridgeOptimizer.step(phi, 0, hypergradient, 0, options.bridgeRate(), 0.0);
    }
    targetOptimizer.step(
        theta, 0, gradient.gradient(), 0, options.targetRate(), options.targetDecay());
  }

  /** The target's parameters; live. */
  public double[] theta() {
    return theta;
  }

  /** The bridge's parameters; live. */
  public double[] phi() {
    return phi;
  }

  /** v; live. */
  public double[] solution() {
    return solution;
  }

  /** The last step's direction for phi, as a gradient; live. */
  public double[] hypergradient() {
    return hypergradient;
  }

  /** The last step's decision loss. */
  public /* wide */ double decisionLoss() {
    return decision.value();
  }

  /** Writes parameters, v and optimizers in exact bits. */
  public void write(StateOutput out) throws IOException {
    out.writeVector(theta);
    out.writeVector(phi);
    out.writeVector(solution);
    targetOptimizer.write(out);
    bridgeOptimizer.write(out);
  }

  /** Takes over what {@link #write} wrote for the same shapes. */
  public void read(StateInput in) throws IOException {
    in.readVector(theta);
    in.readVector(phi);
    in.readVector(solution);
    targetOptimizer = Adam.read(in);
    bridgeOptimizer = Adam.read(in);
  }
}
