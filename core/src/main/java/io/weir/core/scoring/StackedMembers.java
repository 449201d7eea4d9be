package io.weir.core.scoring;

import io.weir.core.network.Activation;
import java.util.List;

/**
 * The members of a model laid out for the kernel: weights input-major and padded, the first layers
 * side by side as one layer, so that an input is read once for all members. Immutable.
 */
final class StackedMembers {
  /** Most padded parameters of a model, 256 MB; refused above, before anything is allocated. */
  static final int MAX_PARAMETERS = 1 << 26;

  private static final int[] NO_HOT = {};

  /** One layer of one member after the first: where its parameters are and what it maps. */
  private record Layer(int in, int units, int weights) {}

  private record Member(Activation activation, int firstUnit, int firstUnits, Layer[] layers) {}

  private final Member[] members;
  private final float[] first;
  private final float[] rest;
  private final int inputs;
  private final int firstUnits;
  private final int widest;
  private final boolean rectifyFirst;

  StackedMembers(List<MemberNetwork> networks) {
    requireRoom(networks);
    this.members = new Member[networks.size()];
    int stacked = 0;
    int restLength = 0;
    int most = 0;
    boolean rectify = true;
    for (int m = 0; m < members.length; m++) {
      MemberNetwork network = networks.get(m);
      Layer[] layers = new Layer[network.layers() - 1];
      for (int l = 0; l < layers.length; l++) {
        int units = padded(network.size(l + 2));
        layers[l] = new Layer(network.size(l + 1), units, restLength);
        restLength += (network.size(l + 1) + 1) * units;
        most = Math.max(most, units);
      }
      members[m] = new Member(network.activation(), stacked, padded(network.size(1)), layers);
      stacked += padded(network.size(1));
      rectify &= network.activation() == Activation.RELU && layers.length > 0;
    }
    this.inputs = networks.get(0).inputSize();
    this.firstUnits = stacked;
    this.widest = most;
    this.rectifyFirst = rectify;
    this.first = new float[(inputs + 1) * stacked];
    this.rest = new float[restLength];
    for (int m = 0; m < members.length; m++) {
      fill(networks.get(m), members[m]);
    }
  }

  private static int padded(int units) {
    return Math.addExact(units, ScoringKernel.NARROW - 1)
        / ScoringKernel.NARROW
        * ScoringKernel.NARROW;
  }

  private static void requireRoom(List<MemberNetwork> networks) {
    long parameters = 0;
    for (MemberNetwork network : networks) {
      for (int l = 0; l < network.layers(); l++) {
        parameters += (network.size(l) + 1L) * (network.size(l + 1) + ScoringKernel.NARROW);
        if (parameters > MAX_PARAMETERS) {
          throw new IllegalArgumentException(
              "a model of more than " + MAX_PARAMETERS + " parameters");
        }
      }
    }
  }

  private void fill(MemberNetwork network, Member member) {
    int at = copy(network, 0, 0, first, 0, firstUnits, member.firstUnit);
    for (int l = 0; l < member.layers.length; l++) {
      Layer layer = member.layers[l];
      at = copy(network, l + 1, at, rest, layer.weights, layer.units, 0);
    }
  }

  /** Copies a layer from [out, in] and bias into panels; returns where the next layer begins. */
  private static int copy(
      MemberNetwork network, int layer, int from, float[] to, int panels, int units, int unit) {
    int in = network.size(layer);
    int out = network.size(layer + 1);
    float[] weights = network.weights();
    for (int o = 0; o < out; o++) {
      int column = panels + ScoringKernel.index(units, in, unit + o, 0);
      int width = ScoringKernel.index(units, in, unit + o, 1) - (column - panels);
      to[column] = weights[from + out * in + o];
      for (int i = 0; i < in; i++) {
        to[column + (i + 1) * width] = weights[from + o * in + i];
      }
    }
    return from + out * (in + 1);
  }

  /** Returns the units of all members' first layers, padded. */
  int firstUnits() {
    return firstUnits;
  }

  /** Returns the widest layer after the first, padded; zero if there is none. */
  int widest() {
    return widest;
  }

  int count() {
    return members.length;
  }

  /** Computes the first layers of all members, activated where they are hidden. */
  void first(
      ScoringKernel kernel, float[] x, int at, int in, int[] hot, int hots, float[] h, int to) {
    kernel.layer(x, at, in, hot, hots, first, 0, inputs, h, to, firstUnits, rectifyFirst);
    if (!rectifyFirst) {
      for (Member member : members) {
        if (member.layers.length > 0) {
          HiddenActivation.apply(member.activation, h, to + member.firstUnit, member.firstUnits);
        }
      }
    }
  }

  /**
   * Takes one member from its first layer to its output and adds that to the sums.
   *
   * @param h what {@link #first} computed at {@code from}
   * @param scratch two arrays of {@link #widest} units
   */
  void rest(
      ScoringKernel kernel,
      int index,
      float[] h,
      int from,
      float[][] scratch,
      double[] sums,
      int to,
      int outputs) {
    Member member = members[index];
    float[] x = h;
    int at = from + member.firstUnit;
    int last = member.layers.length - 1;
    boolean rectify = member.activation == Activation.RELU;
    for (int l = 0; l <= last; l++) {
      Layer layer = member.layers[l];
      float[] y = scratch[l & 1];
      kernel.layer(
          x,
          at,
          layer.in,
          NO_HOT,
          0,
          rest,
          layer.weights,
          layer.in,
          y,
          0,
          layer.units,
          rectify && l < last);
      if (l < last && !rectify) {
        HiddenActivation.apply(member.activation, y, 0, layer.units);
      }
      x = y;
      at = 0;
    }
    for (int o = 0; o < outputs; o++) {
      sums[to + o] += x[at + o];
    }
  }
}
