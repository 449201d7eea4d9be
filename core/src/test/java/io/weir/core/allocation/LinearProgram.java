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

  /** Large enough that leaving an individual without an arm does not pay. */
  private static final double ASSIGNED = 1000;

  /**
   * Optimal value per individual of the relaxation with one budget. Stated with inequalities alone,
   * since the solver's first phase fails on degenerate equalities: what it decides is who leaves
   * the cheapest arm for which other one. Minus infinity if not even the cheapest arms fit.
   */
  static double value(double[] revenue, double[] cost, int arms, double budgetPerImpression) {
    int cells = revenue.length;
    double[] gain = new double[cells];
    double[] extra = new double[cells];
    double least = 0;
    double base = 0;
    for (int row = 0; row < cells; row += arms) {
      int cheapest = row;
      for (int j = row; j < row + arms; j++) {
        boolean better = cost[j] == cost[cheapest] && revenue[j] > revenue[cheapest];
        cheapest = cost[j] < cost[cheapest] || better ? j : cheapest;
      }
      for (int j = row; j < row + arms; j++) {
        gain[j] = revenue[j] - revenue[cheapest];
        extra[j] = cost[j] - cost[cheapest];
      }
      least += cost[cheapest];
      base += revenue[cheapest];
    }
    int n = cells / arms;
    // What is left over may be nothing but for rounding.
    double left = budgetPerImpression * n - least;
    if (left < -1e-9) {
      return Double.NEGATIVE_INFINITY;
    }
    List<LinearConstraint> constraints = oneArmEach(n, arms);
    constraints.add(new LinearConstraint(extra, Relationship.LEQ, Math.max(0, left)));
    return (base + maximum(gain, constraints)) / n;
  }

  /**
   * Optimal value per individual of the relaxation with several budgets. No arm is cheapest in all
   * of them, so everybody's revenue is raised, that all get an arm, and uses are shifted above
   * zero. That holds for uses that differ by a thousandth or more.
   */
  static double value(double[] revenue, double[][] use, int arms, double... budgetPerImpression) {
    int n = revenue.length / arms;
    List<LinearConstraint> constraints = oneArmEach(n, arms);
    for (int k = 0; k < use.length; k++) {
      double shift = Math.max(0, -Arrays.stream(use[k]).min().orElseThrow());
      double[] shifted = Arrays.stream(use[k]).map(u -> u + shift).toArray();
      constraints.add(
          new LinearConstraint(shifted, Relationship.LEQ, (budgetPerImpression[k] + shift) * n));
    }
    double[] raised = Arrays.stream(revenue).map(r -> r + ASSIGNED).toArray();
    return maximum(raised, constraints) / n - ASSIGNED;
  }

  private static List<LinearConstraint> oneArmEach(int n, int arms) {
    List<LinearConstraint> constraints = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] one = new double[n * arms];
      Arrays.fill(one, i * arms, (i + 1) * arms, 1);
      constraints.add(new LinearConstraint(one, Relationship.LEQ, 1));
    }
    return constraints;
  }

  private static double maximum(double[] objective, List<LinearConstraint> constraints) {
    return new SimplexSolver(1e-10, 10, 1e-12)
        .optimize(
            new MaxIter(100_000),
            new LinearObjectiveFunction(objective, 0),
            new LinearConstraintSet(constraints),
            new NonNegativeConstraint(true),
            PivotSelectionRule.BLAND,
            GoalType.MAXIMIZE)
        .getValue();
  }
}
