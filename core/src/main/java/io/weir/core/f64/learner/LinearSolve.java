package io.weir.core.f64.learner;

import io.weir.core.f64.bilevel.ConjugateGradient;
import io.weir.core.f64.bilevel.HypergradientReport;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.linalg.ExactBits;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What became of the last linear solve behind an implicit hypergradient, for diagnostics. */
final class LinearSolve {
  private /* wide */ double residual = Double.NaN;
  private int iterations = -1;

  /** Takes in a report; only the implicit form solves a system. */
  void take(HypergradientReport report, HypergradientKind kind) {
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
  /* wide */ double residual() {
    return residual;
  }

  /** Iterations, restarts included; not a number before the first. */
  /* wide */ double iterations() {
    return iterations < 0 ? Double.NaN : iterations;
  }

  void save(DataOutput out) throws IOException {
    ExactBits.write(out, residual);
    out.writeInt(iterations);
  }

  void restore(DataInput in) throws IOException {
    residual = ExactBits.read(in);
    iterations = in.readInt();
  }
}
