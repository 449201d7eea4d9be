package io.weir.core.f64.step;

import io.weir.core.f64.bilevel.ConjugateGradient;
import io.weir.core.f64.bilevel.HypergradientReport;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.linalg.ExactBits;
import java.io.DataInput;
import java.io.DataOutput;
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
  public void save(DataOutput out) throws IOException {
    ExactBits.write(out, residual);
    out.writeInt(iterations);
  }

  /** Puts back what {@link #save} wrote. */
  public void restore(DataInput in) throws IOException {
    residual = ExactBits.read(in);
    iterations = in.readInt();
  }
}
