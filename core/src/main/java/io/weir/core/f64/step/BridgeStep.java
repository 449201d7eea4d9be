package io.weir.core.f64.step;

import io.weir.core.f64.bilevel.ConjugateGradient;
import io.weir.core.f64.bilevel.HypergradientSolve;
import io.weir.core.f64.level.ColumnBridge;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.PseudoLabels;
import io.weir.core.f64.level.SampleBatch;
import io.weir.core.f64.level.SurrogateGradient;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.learner.BridgeKind;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.window.RandomizedWindow;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The upper level on the stream: the hypergradient of the decision loss, taken on window rows at
 * theta + delta, through the members' lower levels at theta on one mini-batch, in steps of a chunk
 * of rows; then the bridge's step.
 */
public final class BridgeStep {
  private final StreamLearnerOptions options;
  private final MlpShape shape;
  private final LowerLevel lower;
  private final ColumnBridge columns;
  private final SurrogateGradient surrogate;
  private final WindowRows rows;
  private final LinearSolve linear = new LinearSolve();
  private double[] solution = new double[0];
  private @Nullable HypergradientSolve solve;

  /** Makes the step; no hypergradient is under way. */
  public BridgeStep(StreamLearnerOptions options, MlpShape shape, DenseKernels kernels) {
    this.options = options;
    this.shape = shape;
    // Without a learned bridge nothing here is used; keep it small.
    int chunk = options.bridge().kind() == BridgeKind.PER_ARM ? options.batchRows() : 1;
    this.lower = new LowerLevel(shape, options.members(), kernels, chunk, PseudoLabels.SGFP, 0.0);
    this.columns = new ColumnBridge(shape.outputSize());
    this.surrogate = BridgeSettings.surrogate(options.bridge());
    this.rows = new WindowRows(shape, (double) options.outcomeClip());
  }

  /** Draws the rows of a decision gradient; returns whether there were any. */
  public boolean draw(RandomizedWindow window, Rng rng, double price) {
    surrogate.moveTo(price);
    return rows.draw(window, rng, -1, options.bridge().rows());
  }

  /**
   * Takes one step; the first one freezes the arguments.
   *
   * @return whether there is more; the last step moves the bridge
   */
  public boolean advance(
      double[] theta, double[] delta, PerArmBridge bridge, SampleBatch observed) {
    HypergradientSolve current = solve;
    if (current == null) {
      solve =
          new HypergradientSolve(
              lower,
              columns,
              surrogate,
              BridgeSettings.stream(options),
              theta,
              bridge.logits(),
              observed,
              rows.batch(),
              solution,
              delta);
      return true;
    }
    if (current.advance()) {
      return true;
    }
    solve = null;
    linear.take(current.report(), options.bridge().hypergradient());
    if (current.report().status() == ConjugateGradient.Status.NOT_FINITE) {
      solution = new double[0];
    } else {
      bridge.step(
          current.hypergradient(),
          (double) options.bridge().rate(),
          (double) options.bridge().limit());
      solution =
          BridgeSettings.warm(options.bridge().hypergradient())
              ? current.solution()
              : new double[0];
    }
    return false;
  }

  /** What became of the last linear solve. */
  public LinearSolve linear() {
    return linear;
  }

  /** Writes what the next solve starts from. */
  public void write(StateOutput out) throws IOException {
    out.writeVector(solution);
  }

  /** Puts back what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    double[] saved = Vectors.read(in);
    // Another form of hypergradient may have been chosen since.
    solution =
        saved.length == lower.parameterCount()
                && BridgeSettings.warm(options.bridge().hypergradient())
            ? saved
            : new double[0];
  }

  /** Writes the step under way. */
  public void writeProgress(StateOutput out) throws IOException {
    out.writeDouble((double) surrogate.price());
    HypergradientSolve current = solve;
    out.writeBoolean(current != null);
    if (current == null) {
      rows.write(out);
    } else {
      current.write(out);
    }
  }

  /** Puts back the step that was under way. */
  public void readProgress(StateInput in) throws IOException {
    surrogate.moveTo(in.readDouble());
    if (in.readBoolean()) {
      solve = HypergradientSolve.read(in, lower, columns, surrogate);
    } else {
      rows.read(in);
    }
  }
}
