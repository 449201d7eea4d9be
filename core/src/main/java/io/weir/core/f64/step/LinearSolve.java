package io.weir.core.f64.step;

import io.weir.core.f64.bilevel.ConjugateGradient;
import io.weir.core.f64.bilevel.HypergradientReport;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/** What became of the last linear solve behind an implicit hypergradient, for diagnostics. */
public final class LinearSolve {
  private /* wide */ double residual = Double.NaN;
  private int iterations = -1;

  /** Takes in a report; only the implicit form solves a system. */
  public void take(HypergradientReport report, HypergradientKind kind) {
    if (kind != HypergradientKind.IMPLICIT) {
      return;
    }
    // Far beyond any limit, yet a number: what is not finite would be left out of diagnostics.
    boolean failed =
        report.status() == ConjugateGradient.Status.NOT_FINITE
            || !(report.relativeResidual() < Double.POSITIVE_INFINITY);
    residual = failed ? Double.MAX_VALUE : report.relativeResidual();
    iterations = report.iterations();
  }

  /** Norm of the residual relative to the right-hand side's; not a number before the first. */
  public /* wide */ double residual() {
    return residual;
  }

  /** Iterations, restarts included; not a number before the first. */
  public /* wide */ double iterations() {
    return iterations < 0 ? Double.NaN : iterations;
  }

  /** Writes all that later steps depend on. */
  public void write(StateOutput out) throws IOException {
    out.writeWide(residual);
    out.writeInt(iterations);
  }

  /** Puts back what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    residual = in.readWide();
    iterations = in.readInt();
  }
}
