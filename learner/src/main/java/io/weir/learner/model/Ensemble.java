package io.weir.learner.model;

import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A published model ready to score rows of the window, the way any client scores it: the mean over
 * members in natural units, cost clamped at zero, the free arm at no cost.
 *
 * <p>Weights are kept input-major, so that the innermost loop runs over units without a reduction
 * and the same bits come out on every machine.
 */
public final class Ensemble {
  /** Rows scored together, so that a layer's weights are read once per block. */
  private static final int BLOCK = 64;

  private record Layer(int in, int out, float[] weights, float[] bias) {}

  private final List<List<Layer>> members;
  private final ActivationFunction activation;
  private final int inputs;
  private final int arms;
  private final double revenueScale;
  private final double costScale;
  private final boolean finite;
  private final int widest;

  private Ensemble(
      List<List<Layer>> members,
      ActivationFunction activation,
      double revenueScale,
      double costScale,
      boolean finite) {
    this.members = members;
    this.activation = activation;
    this.revenueScale = revenueScale;
    this.costScale = costScale;
    this.finite = finite;
    List<Layer> first = members.get(0);
    this.inputs = first.get(0).in;
    this.arms = first.get(first.size() - 1).out / 2;
    int most = 0;
    for (List<Layer> member : members) {
      for (Layer layer : member) {
        most = Math.max(most, layer.out);
      }
    }
    this.widest = most;
  }

  /**
   * Unpacks a model.
   *
   * @throws IllegalArgumentException if it has no members or weights of the wrong length
   */
  public static Ensemble of(Model model) {
    List<List<Layer>> members = new ArrayList<>();
    boolean finite = true;
    for (ModelMember member : model.getMembers()) {
      ByteBuffer weights = member.getWeights().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      List<Layer> layers = new ArrayList<>();
      List<Integer> sizes = member.getLayerSizes();
      for (int l = 0; l + 1 < sizes.size(); l++) {
        int in = sizes.get(l);
        int out = sizes.get(l + 1);
        if (weights.remaining() < Float.BYTES * (in + 1L) * out) {
          throw new IllegalArgumentException("weights end inside layer " + l);
        }
        float[] inputMajor = new float[in * out];
        float[] bias = new float[out];
        for (int o = 0; o < out; o++) {
          for (int i = 0; i < in; i++) {
            inputMajor[i * out + o] = weights.getFloat();
            finite &= Float.isFinite(inputMajor[i * out + o]);
          }
        }
        for (int o = 0; o < out; o++) {
          bias[o] = weights.getFloat();
          finite &= Float.isFinite(bias[o]);
        }
        layers.add(new Layer(in, out, inputMajor, bias));
      }
      members.add(layers);
    }
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a model needs members");
    }
    return new Ensemble(
        members,
        model.getMembers().get(0).getActivation(),
        model.getRevenueScale(),
        model.getCostScale(),
        finite);
  }

  public int arms() {
    return arms;
  }

  int inputs() {
    return inputs;
  }

  /** Returns whether every weight is a finite number. */
  public boolean finite() {
    return finite;
  }

  /**
   * Predicts.
   *
   * @param x scaled inputs, row-major [rows of the block, inputs]; not modified
   * @param fromRow first row of {@code x} to score
   * @param rows rows to score
   * @param out row-major [rows, 2 arms] from {@code offset}: revenue of each arm in objective
   *     units, then cost of each arm in whole currency units; overwritten
   * @param offset place of the first row in {@code out}
   */
  public void predict(float[] x, int fromRow, int rows, double[] out, int offset) {
    int width = 2 * arms;
    float[] current = new float[BLOCK * Math.max(inputs, widest)];
    float[] next = new float[BLOCK * widest];
    for (int begin = 0; begin < rows; begin += BLOCK) {
      int count = Math.min(BLOCK, rows - begin);
      int target = offset + begin * width;
      java.util.Arrays.fill(out, target, target + count * width, 0);
      for (List<Layer> member : members) {
        System.arraycopy(x, (fromRow + begin) * inputs, current, 0, count * inputs);
        for (int l = 0; l < member.size(); l++) {
          forward(member.get(l), current, count, next, l + 1 < member.size());
          float[] spent = current;
          current = next;
          next = spent;
        }
        for (int k = 0; k < count * width; k++) {
          out[target + k] += current[k];
        }
        if (current.length < next.length) {
          float[] larger = next;
          next = current;
          current = larger;
        }
      }
      toNaturalUnits(out, target, count);
    }
  }

  private void forward(Layer layer, float[] from, int rows, float[] to, boolean hidden) {
    for (int r = 0; r < rows; r++) {
      int at = r * layer.out;
      System.arraycopy(layer.bias, 0, to, at, layer.out);
      for (int i = 0; i < layer.in; i++) {
        float value = from[r * layer.in + i];
        if (value != 0) {
          int row = i * layer.out;
          for (int o = 0; o < layer.out; o++) {
            to[at + o] += value * layer.weights[row + o];
          }
        }
      }
      if (hidden) {
        activate(to, at, layer.out);
      }
    }
  }

  private void activate(float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      float value = values[i];
      values[i] =
          switch (activation) {
            case RELU -> Math.max(0, value);
            case TANH -> (float) StrictMath.tanh(value);
            case SOFTPLUS ->
                (float) (Math.max(0, value) + StrictMath.log1p(StrictMath.exp(-Math.abs(value))));
          };
    }
  }

  private void toNaturalUnits(double[] out, int target, int rows) {
    for (int r = 0; r < rows; r++) {
      int row = target + r * 2 * arms;
      for (int j = 0; j < arms; j++) {
        out[row + j] = out[row + j] / members.size() * revenueScale;
        double cost = out[row + arms + j] / members.size() * costScale;
        // Not Math.max alone: a cost that is no number must reach the guards.
        out[row + arms + j] = j == 0 && !Double.isNaN(cost) ? 0 : Math.max(0, cost);
      }
    }
  }
}
