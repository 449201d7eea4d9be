package io.weir.core.f64.bilevel;

import io.weir.core.f64.level.Bridge;
import io.weir.core.f64.level.DecisionGradient;
import io.weir.core.f64.level.GradientPass;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.PseudoLabels;
import io.weir.core.f64.level.SampleBatch;
import io.weir.core.f64.level.WeightsPass;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Algorithm 1 of Bi-DFCL. A cycle takes one observational mini-batch: where the bridge is due
 * (every k-th, the caller counts), a copy of theta takes k assumed steps, the hypergradient there
 * moves phi; then, under the new phi, theta itself takes one step. Driven in small steps that can
 * be saved in between, like {@link HypergradientSolve}.
 */
public final class BilevelCycle {
  private enum Phase {
    IDLE,
    ANCHOR,
    WEIGHTS,
    ASSUMED,
    SOLVE,
    TARGET_WEIGHTS,
    TARGET
  }

  private static final double[] NONE = new double[0];

  private final LowerLevel lower;
  private final Bridge bridge;
  private final DecisionGradient decision;
  private final CycleOptions options;
  private final double[] theta;
  private final double[] phi;
  private final double[] assumed;
  private Adam targetOptimizer;
  private Adam bridgeOptimizer;
  private final GradientPass gradient;
  private Phase phase = Phase.IDLE;
  private int assumedTaken;
  private int anchorChunk;
  private double[] warmStart = NONE;
  private @Nullable SampleBatch observed;
  private @Nullable SampleBatch randomized;
  private @Nullable WeightsPass weights;
  private @Nullable HypergradientSolve solve;
  private @Nullable HypergradientReport lastReport;

  /** Starts from the given parameters, copied. */
  public BilevelCycle(
      LowerLevel lower,
      Bridge bridge,
      DecisionGradient decision,
      CycleOptions options,
      double[] theta,
      double[] phi) {
    this.lower = lower;
    this.bridge = bridge;
    this.decision = decision;
    this.options = options;
    this.theta = Arrays.copyOf(theta, lower.parameterCount());
    this.phi = Arrays.copyOf(phi, bridge.parameterCount());
    this.assumed = new double[lower.parameterCount()];
    this.targetOptimizer = Adam.standard(lower.parameterCount());
    this.bridgeOptimizer = Adam.standard(bridge.parameterCount());
    this.gradient = new GradientPass(lower);
  }

  /**
   * Begins a cycle.
   *
   * @param observed mini-batch of the lower level; must not change until the cycle is over
   * @param randomized rows of the decision loss where the bridge is due, else null
   * @throws IllegalStateException if a cycle is under way
   */
  public void begin(SampleBatch observed, @Nullable SampleBatch randomized) {
    if (phase != Phase.IDLE) {
      throw new IllegalStateException("a cycle is under way");
    }
    this.observed = observed;
    this.randomized = randomized;
    weights = new WeightsPass(lower, bridge, observed.rows);
    if (lower.mode() == PseudoLabels.FROZEN) {
      observed.anchorAt(new double[observed.rows * lower.columns()]);
      anchorChunk = 0;
      phase = Phase.ANCHOR;
    } else {
      phase = afterAnchor();
    }
  }

  /** Takes one step; returns whether the cycle has more. */
  public boolean advance() {
    SampleBatch batch = required(observed);
    WeightsPass pass = required(weights);
    switch (phase) {
      case ANCHOR -> {
        lower.predict(theta, batch, anchorChunk++, batch.anchor);
        if (anchorChunk == lower.chunks(batch)) {
          phase = afterAnchor();
        }
      }
      case WEIGHTS -> {
        if (!pass.advance(phi, batch)) {
          System.arraycopy(theta, 0, assumed, 0, theta.length);
          assumedTaken = 0;
          gradient.begin();
          assumeOrSolve(batch);
        }
      }
      case ASSUMED -> {
        if (!gradient.advance(assumed, batch, pass.weights())) {
          Vectors.addScaled(assumed, -options.assumedRate(), gradient.gradient());
          assumedTaken++;
          gradient.begin();
          assumeOrSolve(batch);
        }
      }
      case SOLVE -> {
        if (!required(solve).advance()) {
          moveBridge(required(solve));
          solve = null;
          pass.begin();
          phase = Phase.TARGET_WEIGHTS;
        }
      }
      case TARGET_WEIGHTS -> {
        if (!pass.advance(phi, batch)) {
          gradient.begin();
          phase = Phase.TARGET;
        }
      }
      case TARGET -> {
        if (!gradient.advance(theta, batch, pass.weights())) {
          targetOptimizer.step(
              theta, 0, gradient.gradient(), 0, options.targetRate(), options.targetDecay());
          phase = Phase.IDLE;
          observed = null;
          randomized = null;
          weights = null;
        }
      }
      case IDLE -> throw new IllegalStateException("no cycle has begun");
    }
    return phase != Phase.IDLE;
  }

  private Phase afterAnchor() {
    return randomized == null ? Phase.TARGET_WEIGHTS : Phase.WEIGHTS;
  }

  private void assumeOrSolve(SampleBatch batch) {
    if (assumedTaken < options.assumedSteps()) {
      phase = Phase.ASSUMED;
      return;
    }
    solve =
        new HypergradientSolve(
            lower,
            bridge,
            decision,
            options.hypergradient(),
            assumed,
            phi,
            batch,
            required(randomized),
            options.warmStart() ? warmStart : NONE);
    phase = Phase.SOLVE;
  }

  private void moveBridge(HypergradientSolve finished) {
    HypergradientReport report = finished.report();
    lastReport = report;
    if (report.status() == ConjugateGradient.Status.NOT_FINITE) {
      warmStart = NONE;
      return;
    }
    warmStart = finished.solution();
    bridgeOptimizer.step(phi, 0, finished.hypergradient(), 0, options.bridgeRate(), 0.0);
    double limit = options.bridgeLimit();
    if (limit > 0) {
      for (int i = 0; i < phi.length; i++) {
        phi[i] = Math.max(-limit, Math.min(limit, phi[i]));
      }
    }
  }

  /** Begins a cycle and runs it to its end. */
  public void run(SampleBatch observed, @Nullable SampleBatch randomized) {
    begin(observed, randomized);
    while (advance()) {
      // the next step
    }
  }

  /** The target's parameters; live, and whole only between cycles. */
  public double[] theta() {
    return theta;
  }

  /** The bridge's parameters; live. */
  public double[] phi() {
    return phi;
  }

  /** What the last finished hypergradient did, null before the first. */
  public @Nullable HypergradientReport lastReport() {
    return lastReport;
  }

  /**
   * Writes everything in exact bits, also in the middle of a cycle. The last report is not kept.
   */
  public void write(StateOutput out) throws IOException {
    options.write(out);
    out.writeVector(theta);
    out.writeVector(phi);
    out.writeVector(assumed);
    targetOptimizer.write(out);
    bridgeOptimizer.write(out);
    gradient.write(out);
    out.writeEnum(phase);
    out.writeInt(assumedTaken);
    out.writeInt(anchorChunk);
    out.writeVector(warmStart);
    if (phase == Phase.IDLE) {
      return;
    }
    required(observed).write(out);
    out.writeBoolean(randomized != null);
    if (randomized != null) {
      randomized.write(out);
    }
    required(weights).write(out);
    out.writeBoolean(solve != null);
    if (solve != null) {
      solve.write(out);
    }
  }

  /**
   * Continues what {@link #write} wrote, on workspaces of the same shapes, chunk size and decision
   * loss.
   */
  public static BilevelCycle read(
      StateInput in, LowerLevel lower, Bridge bridge, DecisionGradient decision)
      throws IOException {
    CycleOptions options = CycleOptions.read(in);
    BilevelCycle cycle =
        new BilevelCycle(lower, bridge, decision, options, Vectors.read(in), Vectors.read(in));
    in.readVector(cycle.assumed);
    cycle.targetOptimizer = Adam.read(in);
    cycle.bridgeOptimizer = Adam.read(in);
    cycle.gradient.read(in);
    cycle.phase = in.readEnum(Phase.class);
    cycle.assumedTaken = in.readInt();
    cycle.anchorChunk = in.readInt();
    cycle.warmStart = Vectors.read(in);
    if (cycle.phase == Phase.IDLE) {
      return cycle;
    }
    SampleBatch observed = SampleBatch.read(in);
    cycle.observed = observed;
    cycle.randomized = in.readBoolean() ? SampleBatch.read(in) : null;
    WeightsPass weights = new WeightsPass(lower, bridge, observed.rows);
    weights.read(in);
    cycle.weights = weights;
    cycle.solve = in.readBoolean() ? HypergradientSolve.read(in, lower, bridge, decision) : null;
    return cycle;
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("no cycle has begun");
    }
    return value;
  }
}
