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
import io.weir.core.f64.optim.Vectors;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Derivative of a decision loss by the bridge's parameters through the lower level's optimum
 * (Bi-DFCL, Eq. 18), or through one explicit gradient step (A.5), in small steps: every {@link
 * #advance()} takes one chunk of rows through one pass. Inputs are frozen at the start. Between any
 * two steps the whole can be saved and restored elsewhere; the result is the same bit for bit,
 * given the same kernels and chunk size.
 */
public final class HypergradientSolve {
  private enum Phase {
    WEIGHTS,
    EXPLICIT_STEP,
    DECISION,
    EIGENVALUE,
    SOLVE,
    MIXED,
    DONE
  }

  private final LowerLevel lower;
  private final HypergradientOptions options;
  private final SampleBatch observed;
  private final SampleBatch randomized;
  private final double[] theta;
  private final double[] phi;
  private final double[] warmStart;
  private final double[] decisionPoint;
  private final double[] solution;
  private final double[] hypergradient;
  private final WeightsPass weights;
  private final GradientPass explicitStep;
  private final DecisionPass decision;
  private final PowerIteration power;
  private final ProductPass product;
  private final ConjugateGradient solver;
  private final MixedPass mixed;
  private Phase phase = Phase.WEIGHTS;
  private Curvature curvature;
  private /* wide */ double damping;
  private int iterations;
  private int dampingRaises;

  /** Starts a solve whose decision loss is taken at theta itself; see the other constructor. */
  public HypergradientSolve(
      LowerLevel lower,
      Bridge bridge,
      DecisionGradient decision,
      HypergradientOptions options,
      double[] theta,
      double[] phi,
      SampleBatch observed,
      SampleBatch randomized,
      double[] warmStart) {
    this(
        lower,
        bridge,
        decision,
        options,
        theta,
        phi,
        observed,
        randomized,
        warmStart,
        new double[0]);
  }

  /**
   * Starts a solve.
   *
   * @param theta lower-level parameters at which to differentiate, copied
   * @param phi bridge parameters, copied
   * @param observed rows of the lower level, with teacher's predictions; must not change until done
   * @param randomized rows of the decision loss; must not change until done
   * @param warmStart the last {@link #solution()}, copied, or empty
   * @param decisionOffset added to theta where the decision loss is taken, for decisions by a
   *     corrected target; or empty
   */
  public HypergradientSolve(
      LowerLevel lower,
      Bridge bridge,
      DecisionGradient decision,
      HypergradientOptions options,
      double[] theta,
      double[] phi,
      SampleBatch observed,
      SampleBatch randomized,
      double[] warmStart,
      double[] decisionOffset) {
    int n = lower.parameterCount();
    this.lower = lower;
    this.options = options;
    this.observed = observed;
    this.randomized = randomized;
    this.theta = Arrays.copyOf(theta, n);
    this.phi = Arrays.copyOf(phi, bridge.parameterCount());
    this.warmStart = warmStart.clone();
    this.decisionPoint = this.theta.clone();
    if (decisionOffset.length > 0) {
      Vectors.addScaled(decisionPoint, 1, decisionOffset);
    }
    this.solution = new double[n];
    this.hypergradient = new double[bridge.parameterCount()];
    this.weights = new WeightsPass(lower, bridge, observed.rows);
    this.explicitStep = new GradientPass(lower);
    this.decision = new DecisionPass(lower, decision, randomized.rows);
    this.power = new PowerIteration(n);
    this.product = new ProductPass(lower);
    this.solver = new ConjugateGradient(n, options.maxIterations(), options.tolerance());
    this.mixed = new MixedPass(lower, bridge);
    this.curvature = options.curvature();
    this.damping = options.damping();
  }

  /** Takes one step; returns whether there is more. */
  public boolean advance() {
    switch (phase) {
      case WEIGHTS -> {
        if (!weights.advance(phi, observed)) {
          phase = options.explicitRate() > 0 ? Phase.EXPLICIT_STEP : Phase.DECISION;
        }
      }
      case EXPLICIT_STEP -> {
        if (!explicitStep.advance(theta, observed, weights.weights())) {
          Vectors.addScaled(decisionPoint, -options.explicitRate(), explicitStep.gradient());
          phase = Phase.DECISION;
        }
      }
      case DECISION -> {
        if (!decision.advance(decisionPoint, randomized)) {
          decided();
        }
      }
      case EIGENVALUE -> {
        if (!product.advance(
            Curvature.GAUSS_NEWTON, theta, observed, weights.weights(), power.direction())) {
          power.accept(product.product());
          product.begin();
          if (power.iterations() == options.powerIterations()) {
            damping = options.damping() * power.value();
            startSolve(warmStart);
          }
        }
      }
      case SOLVE -> {
        if (!product.advance(curvature, theta, observed, weights.weights(), solver.direction())) {
          solver.accept(product.product());
          product.begin();
          if (solver.status() != ConjugateGradient.Status.RUNNING) {
            solved();
          }
        }
      }
      case MIXED -> {
        if (!mixed.advance(theta, phi, observed, weights.weights(), solution)) {
          for (int i = 0; i < hypergradient.length; i++) {
            hypergradient[i] = -mixed.product()[i];
          }
          phase = Phase.DONE;
        }
      }
      case DONE -> throw new IllegalStateException("the solve is done");
    }
    return phase != Phase.DONE;
  }

  private void decided() {
    double[] gradient = decision.gradient();
    if (!(Vectors.norm(gradient) < Double.POSITIVE_INFINITY)) {
      solver.begin(gradient, new double[0], 0);
      phase = Phase.DONE;
      return;
    }
    if (options.explicitRate() > 0) {
      Vectors.addScaled(solution, options.explicitRate(), gradient);
      phase = Phase.MIXED;
      return;
    }
    product.beginAtNewPoint();
    if (options.relativeDamping()) {
      power.begin(gradient);
      phase = Phase.EIGENVALUE;
    } else {
      startSolve(warmStart);
    }
  }

  private void startSolve(double[] start) {
    if (options.solutionRate() > 0) {
      solver.beginStep(decision.gradient(), start, damping, options.solutionRate());
    } else {
      solver.begin(decision.gradient(), start, damping);
    }
    phase = Phase.SOLVE;
    if (solver.status() != ConjugateGradient.Status.RUNNING) {
      solved();
    }
  }

  private void solved() {
    iterations += solver.iterations();
    ConjugateGradient.Status status = solver.status();
    if (status == ConjugateGradient.Status.NEGATIVE_CURVATURE && curvature == Curvature.EXACT) {
      if (dampingRaises < options.maxDampingRaises()) {
        // Enough to make the offending direction as positive as it was negative, and more where
        // that is little.
        damping = Math.max(4 * damping, damping - 2 * solver.lastCurvature());
        dampingRaises++;
      } else {
        curvature = Curvature.GAUSS_NEWTON;
        damping = options.relativeDamping() ? options.damping() * power.value() : options.damping();
      }
      startSolve(new double[0]);
    } else if (status == ConjugateGradient.Status.NOT_FINITE) {
      phase = Phase.DONE;
    } else {
      System.arraycopy(solver.solution(), 0, solution, 0, solution.length);
      phase = Phase.MIXED;
    }
  }

  /** Runs to the end. */
  public HypergradientReport run() {
    while (advance()) {
      // the next step
    }
    return report();
  }

  /** Whether the result is there. */
  public boolean done() {
    return phase == Phase.DONE;
  }

  /** Derivative of the decision loss by phi, once done; live. */
  public double[] hypergradient() {
    return hypergradient;
  }

  /** The vector the mixed product was taken with: (H + damping I)^-1 g, or rate times g; live. */
  public double[] solution() {
    return solution;
  }

  /** Derivative of the decision loss by theta; live. */
  public double[] decisionGradient() {
    return decision.gradient();
  }

  /**
   * What was done.
   *
   * @throws IllegalStateException before the solve is done
   */
  public HypergradientReport report() {
    if (!done()) {
      throw new IllegalStateException("the solve is not done");
    }
    return new HypergradientReport(
        decision.value(),
        Vectors.norm(decision.gradient()),
        Vectors.norm(hypergradient),
        iterations,
        solver.relativeResidual(),
        damping,
        dampingRaises,
        curvature != options.curvature(),
        solver.status());
  }

  /** Writes inputs and progress in exact bits. */
  public void write(StateOutput out) throws IOException {
    options.write(out);
    out.writeVector(theta);
    out.writeVector(phi);
    observed.write(out);
    randomized.write(out);
    out.writeVector(warmStart);
    out.writeVector(decisionPoint);
    out.writeVector(solution);
    out.writeVector(hypergradient);
    weights.write(out);
    explicitStep.write(out);
    decision.write(out);
    power.write(out);
    product.write(out);
    solver.write(out);
    mixed.write(out);
    out.writeEnum(phase);
    out.writeEnum(curvature);
    out.writeWide(damping);
    out.writeInt(iterations);
    out.writeInt(dampingRaises);
  }

  /**
   * Continues what {@link #write} wrote, on workspaces of the same shapes, chunk size and decision
   * loss.
   *
   * @throws IOException if the stream is short or was written for other shapes
   */
  public static HypergradientSolve read(
      StateInput in, LowerLevel lower, Bridge bridge, DecisionGradient decision)
      throws IOException {
    HypergradientOptions options = HypergradientOptions.read(in);
    double[] theta = new double[lower.parameterCount()];
    in.readVector(theta);
    double[] phi = new double[bridge.parameterCount()];
    in.readVector(phi);
    SampleBatch observed = SampleBatch.read(in);
    SampleBatch randomized = SampleBatch.read(in);
    double[] warmStart = Vectors.read(in);
    HypergradientSolve solve =
        new HypergradientSolve(
            lower, bridge, decision, options, theta, phi, observed, randomized, warmStart);
    in.readVector(solve.decisionPoint);
    in.readVector(solve.solution);
    in.readVector(solve.hypergradient);
    solve.weights.read(in);
    solve.explicitStep.read(in);
    solve.decision.read(in);
    solve.power.read(in);
    solve.product.read(in);
    solve.solver.read(in);
    solve.mixed.read(in);
    solve.phase = in.readEnum(Phase.class);
    solve.curvature = in.readEnum(Curvature.class);
    solve.damping = in.readWide();
    solve.iterations = in.readInt();
    solve.dampingRaises = in.readInt();
    return solve;
  }
}
