package io.weir.core.f64.step;

import io.weir.core.f64.network.NormalStart;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;

/** Starting points: the gains and biases that the study used. */
public final class Starts {
  private Starts() {}

  /** Each member from its own draw. */
  public static double[] draw(MlpShape shape, int members, Rng rng) {
    int n = shape.parameterCount();
    double[] theta = new double[members * n];
    for (int q = 0; q < members; q++) {
      one(shape, theta, q * n, rng);
    }
    return theta;
  }

  /**
   * Each member from its own draw, output biases as given.
   *
   * @param outputBias one per output column
   */
  public static double[] draw(MlpShape shape, int members, Rng rng, double[] outputBias) {
    double[] theta = draw(shape, members, rng);
    int last = shape.biasOffset(shape.layers() - 1);
    for (int q = 0; q < members; q++) {
      System.arraycopy(outputBias, 0, theta, q * shape.parameterCount() + last, outputBias.length);
    }
    return theta;
  }

  /**
   * Each member from its own draw, all of its revenue outputs alike, and all of its cost outputs:
   * nothing is known of the arms, and a permutation of them changes nothing. Output biases are
   * zero, for outcomes that are centred.
   */
  /**
   * Each member from its own draw, all of its revenue outputs alike, and all of its cost outputs:
   * nothing is known of the arms, and a permutation of them changes nothing. Output biases are
   * zero, for outcomes that are centred.
   */
  public static double[] centred(MlpShape shape, int members, Rng rng) {
    double[] theta = draw(shape, members, rng, new double[shape.outputSize()]);
    int last = shape.layers() - 1;
    int width = shape.inputSize(last);
    int arms = shape.arms();
    for (int q = 0; q < members; q++) {
      int heads = q * shape.parameterCount() + shape.weightOffset(last);
      for (int j = 0; j < 2 * arms; j++) {
        int from = heads + (j < arms ? 0 : arms) * width;
        System.arraycopy(theta, from, theta, heads + j * width, width);
      }
    }
    return theta;
  }

  /** One member's start at an offset. */
  static void one(MlpShape shape, double[] theta, int offset, Rng rng) {
    NormalStart.STUDY.draw(shape, theta, offset, rng);
  }
}
