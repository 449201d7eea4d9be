package io.weir.core.allocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.optim.MaxIter;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.PivotSelectionRule;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;

/** The relaxed allocation problem written out and given to a general simplex solver. */
final class LinearProgram {
  private LinearProgram() {}

  /** Large enough that leaving an individual without an arm never pays. */
  private static final double ASSIGNED = 1000;

  /**
   * Optimal value per individual of the relaxation. Stated with inequalities alone, since the
   * solver's first phase fails on degenerate equalities: everybody's revenue is raised so that all
   * get an arm, and uses are shifted above zero.
   */
  static double value(double[] revenue, double[][] use, int arms, double... budgetPerImpression) {
    int cells = revenue.length;
    int n = cells / arms;
    List<LinearConstraint> constraints = new ArrayList<>();
    for (int k = 0; k < use.length; k++) {
      double shift = Math.max(0, -Arrays.stream(use[k]).min().orElseThrow());
      double[] shifted = Arrays.stream(use[k]).map(u -> u + shift).toArray();
      constraints.add(
          new LinearConstraint(shifted, Relationship.LEQ, (budgetPerImpression[k] + shift) * n));
    }
    for (int i = 0; i < n; i++) {
      double[] one = new double[cells];
      Arrays.fill(one, i * arms, (i + 1) * arms, 1);
      constraints.add(new LinearConstraint(one, Relationship.LEQ, 1));
    }
    double[] raised = Arrays.stream(revenue).map(r -> r + ASSIGNED).toArray();
    return new SimplexSolver(1e-10, 10, 1e-12)
                .optimize(
                    new MaxIter(100_000),
                    new LinearObjectiveFunction(raised, 0),
                    new LinearConstraintSet(constraints),
                    new NonNegativeConstraint(true),
                    PivotSelectionRule.BLAND,
                    GoalType.MAXIMIZE)
                .getValue()
            / n
        - ASSIGNED;
  }
}
