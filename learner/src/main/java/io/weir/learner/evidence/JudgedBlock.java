package io.weir.learner.evidence;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * A stretch of judged samples, column by column: what fixed models predicted for each before it was
 * learned from, and what then came of it. Rows are only ever added.
 */
final class JudgedBlock {
  static final int ROWS = 256;

  /** First layout of the bytes in state. */
  private static final int FORMAT = 1;

  final long id;
  final int arms;
  int rows;
  final long[] closedAt = new long[ROWS];
  final long[] stretch = new long[ROWS];
  final int[] bucket = new int[ROWS];
  final int[] arm = new int[ROWS];
  final double[] propensity = new double[ROWS];
  final double[] revenue = new double[ROWS];
  final double[] cost = new double[ROWS];

  /** Arms that the candidate and the live model would give, each at its own price; or -1. */
  final int[] candidateArm = new int[ROWS];

  final int[] liveArm = new int[ROWS];

  /** Version of the live model; -1 without one. */
  final long[] liveVersion = new long[ROWS];

  /** Row-major [ROWS, 2 arms]: revenue by arm, then cost; natural units. */
  final float[] candidate;

  final float[] live;

  JudgedBlock(long id, int arms) {
    this.id = id;
    this.arms = arms;
    this.candidate = new float[ROWS * 2 * arms];
    this.live = new float[ROWS * 2 * arms];
  }

  boolean full() {
    return rows == ROWS;
  }

  void add(JudgedRow row) {
    int i = rows++;
    closedAt[i] = row.closedAt();
    stretch[i] = row.stretch();
    bucket[i] = row.outcome().bucket();
    arm[i] = row.outcome().arm();
    propensity[i] = row.outcome().propensity();
    revenue[i] = row.outcome().revenue();
    cost[i] = row.outcome().cost();
    candidateArm[i] = row.candidateArm();
    liveArm[i] = row.liveArm();
    liveVersion[i] = row.liveVersion();
    narrow(row.candidate(), candidate, i);
    narrow(row.live(), live, i);
  }

  private void narrow(double[] from, float[] to, int row) {
    for (int k = 0; k < from.length; k++) {
      to[row * 2 * arms + k] = (float) from[k];
    }
  }

  void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeLong(id);
    out.writeInt(arms);
    out.writeInt(rows);
    for (int i = 0; i < rows; i++) {
      out.writeLong(closedAt[i]);
      out.writeLong(stretch[i]);
      out.writeByte(bucket[i]);
      out.writeShort(arm[i]);
      out.writeDouble(propensity[i]);
      out.writeDouble(revenue[i]);
      out.writeDouble(cost[i]);
      out.writeShort(candidateArm[i]);
      out.writeShort(liveArm[i]);
      out.writeLong(liveVersion[i]);
      writePredictions(out, candidate, i, candidateArm[i] >= 0);
      writePredictions(out, live, i, liveArm[i] >= 0);
    }
  }

  private void writePredictions(StateOutput out, float[] of, int row, boolean present)
      throws IOException {
    for (int k = row * 2 * arms; present && k < (row + 1) * 2 * arms; k++) {
      out.writeFloat(of[k]);
    }
  }

  static JudgedBlock read(StateInput from) throws IOException {
    StateInput in = from.piece("judged samples", FORMAT, FORMAT);
    JudgedBlock block = new JudgedBlock(in.readLong(), in.readInt());
    block.rows = in.readInt();
    for (int i = 0; i < block.rows; i++) {
      block.closedAt[i] = in.readLong();
      block.stretch[i] = in.readLong();
      block.bucket[i] = in.readByte();
      block.arm[i] = in.readShort();
      block.propensity[i] = in.readDouble();
      block.revenue[i] = in.readDouble();
      block.cost[i] = in.readDouble();
      block.candidateArm[i] = in.readShort();
      block.liveArm[i] = in.readShort();
      block.liveVersion[i] = in.readLong();
      block.readPredictions(in, block.candidate, i, block.candidateArm[i] >= 0);
      block.readPredictions(in, block.live, i, block.liveArm[i] >= 0);
    }
    return block;
  }

  private void readPredictions(StateInput in, float[] into, int row, boolean present)
      throws IOException {
    for (int k = row * 2 * arms; present && k < (row + 1) * 2 * arms; k++) {
      into[k] = in.readFloat();
    }
  }
}
