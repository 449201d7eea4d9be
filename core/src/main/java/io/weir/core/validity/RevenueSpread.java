package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * How far revenue scatters among those who were given the free arm, now and before. Where it has
 * fallen, orders have become smaller for everybody, as after a season: effects in the same measure
 * smaller are no turn of the effects. Not thread-safe.
 */
public final class RevenueSpread {
  /** Memory of the present, samples. */
  private static final double RECENT_MEMORY = 300;

  /** Memory of what was before; that of a claim's worth, see {@link ChangeDetector}. */
  private static final double REFERENCE_MEMORY = 4_000;

  /** Memory of a while ago, samples. */
  private static final double EARLIER_MEMORY = 1_000;

  /** Less than this share of what was there a while ago is a fall, and not chance. */
  private static final double FALLING = 0.85;

  /** Samples from which anything is known. */
  private static final int LEAST = 100;

  private double level;
  private double recent;
  private double earlier;
  private double reference;
  private long samples;

  /**
   * Takes in a sample of the free arm.
   *
   * @param residual revenue less what was predicted of it, any one unit
   */
  public void add(double residual) {
    if (!Double.isFinite(residual)) {
      return;
    }
    double deviation = Math.abs(residual - level);
    samples++;
    double young = 1.0 / samples;
    level += Math.max(young, 1 / RECENT_MEMORY) * (residual - level);
    recent += Math.max(young, 1 / RECENT_MEMORY) * (deviation - recent);
    earlier += Math.max(young, 1 / EARLIER_MEMORY) * (deviation - earlier);
    reference += Math.max(young, 1 / REFERENCE_MEMORY) * (deviation - reference);
  }

  /** Returns what is left of the spread that was there before, 0 to 1. */
  public double left() {
    return samples < LEAST || !(reference > 0) ? 1 : Math.min(1, recent / reference);
  }

  /**
   * Returns whether it is falling now: the level of those who were given the free arm is then
   * behind the times, and all others seem to do worse than they do.
   */
  public boolean isFalling() {
    return samples >= LEAST && recent < FALLING * earlier;
  }

  public void write(StateOutput out) throws IOException {
    out.writeDouble(level);
    out.writeDouble(recent);
    out.writeDouble(earlier);
    out.writeDouble(reference);
    out.writeLong(samples);
  }

  /** Reads what {@link #write} wrote. */
  public static RevenueSpread read(StateInput in) throws IOException {
    RevenueSpread read = new RevenueSpread();
    read.level = in.readDouble();
    read.recent = in.readDouble();
    read.earlier = in.readDouble();
    read.reference = in.readDouble();
    read.samples = in.readLong();
    return read;
  }
}
