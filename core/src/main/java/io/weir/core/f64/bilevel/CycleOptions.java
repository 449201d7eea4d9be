package io.weir.core.f64.bilevel;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * How Algorithm 1 moves.
 *
 * @param assumedSteps k, gradient steps of a copy of theta before a hypergradient; the paper takes
 *     5
 * @param assumedRate their rate
 * @param bridgeRate Adam's rate for phi; 1e-3 is sound, 5e-3 saturates a network bridge
 * @param bridgeLimit phi is kept within plus and minus this; zero for no limit
 * @param targetRate Adam's rate for theta
 * @param targetDecay decoupled weight decay of theta
 * @param warmStart whether a solve starts from the last one's solution
 * @param hypergradient how to differentiate
 */
public record CycleOptions(
    int assumedSteps,
    double assumedRate,
    double bridgeRate,
    double bridgeLimit,
    double targetRate,
    double targetDecay,
    boolean warmStart,
    HypergradientOptions hypergradient) {

  /** Checks ranges. */
  public CycleOptions {
    if (assumedSteps < 0
        || !(assumedRate >= 0
            && bridgeRate >= 0
            && bridgeLimit >= 0
            && targetRate >= 0
            && targetDecay >= 0)) {
      throw new IllegalArgumentException("cycle options out of range");
    }
  }

  /** Five assumed steps at 0.05, rates 1e-3, no decay, warm starts, the default hypergradient. */
  public static CycleOptions defaults() {
    return new CycleOptions(5, 0.05, 1e-3, 0.0, 1e-3, 0.0, true, HypergradientOptions.defaults());
  }

  void write(StateOutput out) throws IOException {
    out.writeInt(assumedSteps);
    out.writeDouble(assumedRate);
    out.writeDouble(bridgeRate);
    out.writeDouble(bridgeLimit);
    out.writeDouble(targetRate);
    out.writeDouble(targetDecay);
    out.writeBoolean(warmStart);
    hypergradient.write(out);
  }

  static CycleOptions read(StateInput in) throws IOException {
    return new CycleOptions(
        in.readInt(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readBoolean(),
        HypergradientOptions.read(in));
  }
}
