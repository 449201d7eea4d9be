package io.weir.core.f64.learner;

import io.weir.core.f64.optim.Vectors;
import io.weir.core.f64.step.Reshaping;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * The exponential average of parameters that is served. While it is young it is closer to a plain
 * mean, so that the starting point does not linger. Takes nothing in that is not finite or too
 * long.
 */
final class ServedAverage {
  private final double[] average;
  private long steps;
  private double norm;

  ServedAverage(double[] start) {
    average = start.clone();
  }

  /**
   * Takes in parameters.
   *
   * @return whether they were within the norm limit; if not, the average stays
   */
  boolean update(double[] parameters, double factor, double normLimit) {
    double size = (double) Vectors.norm(parameters);
    if (!(size <= normLimit)) {
      return false;
    }
    double keep = Math.min(factor, (1 + steps) / (10.0 + steps));
    double take = 1 - keep;
    for (int i = 0; i < average.length; i++) {
      average[i] = keep * average[i] + take * parameters[i];
    }
    steps++;
    norm = size;
    return true;
  }

  /** Begins anew, young, at some parameters: those before them are of another time. */
  void beginAt(double[] parameters) {
    System.arraycopy(parameters, 0, average, 0, average.length);
    steps = 1;
  }

  /** Takes over another's average for other inputs and arms. */
  void carryOver(ServedAverage former, Reshaping reshaping) {
    steps = former.steps;
    norm = former.norm;
    double[] carried = reshaping.parameters(former.average);
    System.arraycopy(carried, 0, average, 0, average.length);
  }

  double[] parameters() {
    return average;
  }

  long steps() {
    return steps;
  }

  double norm() {
    return norm;
  }

  float[][] members(int count) {
    int n = average.length / count;
    float[][] members = new float[count][n];
    for (int q = 0; q < count; q++) {
      for (int i = 0; i < n; i++) {
        members[q][i] = (float) average[q * n + i];
      }
    }
    return members;
  }

  void write(StateOutput out) throws IOException {
    out.writeLong(steps);
    out.writeDouble(norm);
    out.writeVector(average);
  }

  void read(StateInput in) throws IOException {
    steps = in.readLong();
    norm = in.readDouble();
    in.readVector(average);
  }
}
