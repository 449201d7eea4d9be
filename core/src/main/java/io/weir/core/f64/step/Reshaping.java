package io.weir.core.f64.step;

import io.weir.core.f64.optim.Adam;
import io.weir.core.learner.LayoutChange;
import io.weir.core.network.MlpShape;

/**
 * Carries networks over to other inputs and arms. What stays is copied bit for bit, so that
 * predictions for arms that stay are the same where new inputs are zero. A new input begins without
 * weight, a new arm where the paid arms are on average.
 */
public final class Reshaping {
  private final MlpShape from;
  private final MlpShape to;
  private final int members;
  private final LayoutChange change;

  /**
   * Prepares.
   *
   * @throws IllegalArgumentException if the shapes differ in more than inputs and arms
   */
  public Reshaping(MlpShape from, MlpShape to, int members, LayoutChange change) {
    if (from.layers() != to.layers()
        || change.inputs().length != to.inputSize()
        || change.arms().length != to.arms()) {
      throw new IllegalArgumentException("from " + from + " to " + to);
    }
    this.from = from;
    this.to = to;
    this.members = members;
    this.change = change;
  }

  /** Parameters of all members. */
  public double[] parameters(double[] former) {
    return carried(former, true);
  }

  /** An optimizer that goes on: of what is new it knows the usual size of gradients alone. */
  public Adam adam(Adam former) {
    return former.carriedOver(
        carried(former.firstMoment(), false), carried(former.secondMoment(), true));
  }

  private double[] carried(double[] former, boolean meanForNew) {
    double[] carried = new double[members * to.parameterCount()];
    for (int q = 0; q < members; q++) {
      member(former, q * from.parameterCount(), carried, q * to.parameterCount(), meanForNew);
    }
    return carried;
  }

  private void member(double[] former, int at, double[] carried, int into, boolean meanForNew) {
    int last = to.layers() - 1;
    for (int l = 0; l <= last; l++) {
      int width = from.inputSize(l);
      for (int o = 0; o < to.outputSize(l); o++) {
        int row = l == last ? head(o) : o;
        for (int k = 0; k < to.inputSize(l); k++) {
          int column = l == 0 ? change.inputs()[k] : k;
          double value = 0;
          if (column >= 0) {
            value =
                row >= 0
                    ? former[at + from.weightOffset(l) + row * width + column]
                    : meanForNew ? paid(former, at + from.weightOffset(l) + column, width, o) : 0;
          }
          carried[into + to.weightOffset(l) + o * to.inputSize(l) + k] = value;
        }
        carried[into + to.biasOffset(l) + o] =
            row >= 0
                ? former[at + from.biasOffset(l) + row]
                : meanForNew ? paid(former, at + from.biasOffset(l), 1, o) : 0;
      }
    }
  }

  /** Former place of an output, -1 if its arm is new. */
  private int head(int output) {
    int arm = change.arms()[output % to.arms()];
    return arm < 0 ? -1 : output < to.arms() ? arm : from.arms() + arm;
  }

  /** Mean over former paid arms of what lies a stride apart. */
  private double paid(double[] former, int first, int stride, int output) {
    int offset = output < to.arms() ? 0 : from.arms();
    /* wide */ double sum = 0;
    for (int j = 1; j < from.arms(); j++) {
      sum += former[first + (offset + j) * stride];
    }
    return (double) (sum / (from.arms() - 1));
  }

  /** One number per output column; those of new arms are zero. */
  double[] columns(double[] former) {
    double[] carried = new double[to.outputSize()];
    for (int o = 0; o < carried.length; o++) {
      int row = head(o);
      carried[o] = row >= 0 ? former[row] : 0;
    }
    return carried;
  }
}
