package io.weir.core.f64.optim;

import io.weir.core.state.StateInput;
import java.io.IOException;

/** Small operations on flat vectors, sums always in double. */
public final class Vectors {
  private Vectors() {}

  /** Inner product of the first n entries. */
  public static /* wide */ double dot(double[] a, double[] b, int n) {
    /* wide */ double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (/* wide */ double) a[i] * b[i];
    }
    return sum;
  }

  /** Euclidean norm. */
  public static /* wide */ double norm(double[] a) {
    return Math.sqrt(dot(a, a, a.length));
  }

  /** y += alpha x over all of y. */
  public static void addScaled(double[] y, double alpha, double[] x) {
    for (int i = 0; i < y.length; i++) {
      y[i] += alpha * x[i];
    }
  }

  /** y += alpha x for the n entries of y from yOffset on and the first n of x. */
  public static void addScaled(double[] y, int yOffset, double alpha, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] += alpha * x[i];
    }
  }

  /** Reads a vector, whatever its length. */
  public static double[] read(StateInput in) throws IOException {
    double[] vector = new double[in.readLength()];
    in.readNumbers(vector, vector.length);
    return vector;
  }
}
