package io.weir.learner.thin;

import io.weir.core.estimate.TailAllowance;
import io.weir.core.money.Money;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.estimate.BucketedMeans;
import io.weir.schemas.Sample;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts and sums of samples of one campaign that its learner does not get to see: all that
 * traffic, spend and the values of policies need of them.
 */
public final class LeftOut {
  private static final int FORMAT = 1;
  private static final long SECOND_MILLIS = 1_000;

  /** Cells from which on it is full: a stream without order in its times must not swell it. */
  private static final int CELLS_FULL = 4_096;

  private record Key(Decider decider, int bucket, long second) {}

  /** Sums of samples that are alike in who decided, when, and in which bucket their units fall. */
  public static final class Cell {
    private final Key key;
    private long samples;
    private long costMicros;
    private long highestCostMicros;
    private double revenue;
    private double revenueSquares;
    private double lowestRevenue = Double.POSITIVE_INFINITY;
    private double highestRevenue = Double.NEGATIVE_INFINITY;
    private TailAllowance revenueTail = new TailAllowance();
    private TailAllowance costTail = new TailAllowance();

    private Cell(Key key) {
      this.key = key;
    }

    private void add(Sample sample) {
      samples++;
      costMicros += sample.getCostMicros();
      highestCostMicros = Math.max(highestCostMicros, sample.getCostMicros());
      double value = sample.getRevenue();
      revenue += value;
      revenueSquares += value * value;
      lowestRevenue = Math.min(lowestRevenue, value);
      highestRevenue = Math.max(highestRevenue, value);
      revenueTail.add(value);
      costTail.add(new Money(sample.getCostMicros()).units());
    }

    public Decider decider() {
      return key.decider;
    }

    /** Returns the bucket of the units, see {@link BucketedMeans}; 0 where nobody asks for it. */
    public int bucket() {
      return key.bucket;
    }

    /** Returns when the impressions happened, milliseconds, to the second. */
    public long occurredAt() {
      return key.second * SECOND_MILLIS;
    }

    public long samples() {
      return samples;
    }

    public long costMicros() {
      return costMicros;
    }

    /** Returns the cost of the dearest sample, micros. */
    public long highestCostMicros() {
      return highestCostMicros;
    }

    /** Returns the sum of revenues, objective units. */
    public double revenue() {
      return revenue;
    }

    /** Returns the sum of their squares. */
    public double revenueSquares() {
      return revenueSquares;
    }

    public double lowestRevenue() {
      return lowestRevenue;
    }

    public double highestRevenue() {
      return highestRevenue;
    }

    /** Returns what revenues leave unknown of their mean. */
    public TailAllowance revenueTail() {
      return revenueTail;
    }

    /** Returns what costs leave unknown of theirs, whole currency units. */
    public TailAllowance costTail() {
      return costTail;
    }

    private void write(StateOutput out) throws IOException {
      out.writeEnum(key.decider);
      out.writeInt(key.bucket);
      out.writeLong(key.second);
      out.writeLong(samples);
      out.writeLong(costMicros);
      out.writeLong(highestCostMicros);
      out.writeDouble(revenue);
      out.writeDouble(revenueSquares);
      out.writeDouble(lowestRevenue);
      out.writeDouble(highestRevenue);
      revenueTail.write(out);
      costTail.write(out);
    }

    private static Cell read(StateInput in) throws IOException {
      Cell cell = new Cell(new Key(in.readEnum(Decider.class), in.readInt(), in.readLong()));
      cell.samples = in.readLong();
      cell.costMicros = in.readLong();
      cell.highestCostMicros = in.readLong();
      cell.revenue = in.readDouble();
      cell.revenueSquares = in.readDouble();
      cell.lowestRevenue = in.readDouble();
      cell.highestRevenue = in.readDouble();
      cell.revenueTail = TailAllowance.read(in);
      cell.costTail = TailAllowance.read(in);
      return cell;
    }
  }

  private final String campaignId;
  private final Map<Key, Cell> cells = new LinkedHashMap<>();
  private long samples;
  private long closedAt = Long.MIN_VALUE;

  /** Starts without samples. */
  public LeftOut(String campaignId) {
    this.campaignId = campaignId;
  }

  /** Adds a sample of the campaign. */
  public void add(Sample sample) {
    Decider decider = Decider.of(sample);
    boolean policy = decider == Decider.OLD_POLICY || decider == Decider.OWN_MODEL;
    Key key =
        new Key(
            decider,
            policy ? BucketedMeans.bucketOf(sample.getUnitId()) : 0,
            Math.floorDiv(sample.getOccurredAt().toEpochMilli(), SECOND_MILLIS));
    cells.computeIfAbsent(key, Cell::new).add(sample);
    samples++;
    closedAt = Math.max(closedAt, sample.getClosedAt().toEpochMilli());
  }

  public String campaignId() {
    return campaignId;
  }

  /** Returns how many samples were left out. */
  public long samples() {
    return samples;
  }

  /** Returns when the last of them closed, milliseconds. */
  public long closedAt() {
    return closedAt;
  }

  /** Returns the sums, in the order in which their first samples came. */
  public Collection<Cell> cells() {
    return cells.values();
  }

  /** Returns whether no more should be added. */
  boolean full() {
    return cells.size() >= CELLS_FULL;
  }

  /** Returns it as bytes, which {@link #read} reads. */
  public byte[] toBytes() {
    return StateOutput.bytesOf(this::write);
  }

  void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeText(campaignId);
    out.writeLong(samples);
    out.writeLong(closedAt);
    out.writeInt(cells.size());
    for (Cell cell : cells.values()) {
      cell.write(out);
    }
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IOException if it is nothing of the kind
   */
  public static LeftOut read(StateInput from) throws IOException {
    StateInput in = from.piece("samples left out", FORMAT, FORMAT);
    LeftOut read = new LeftOut(in.readText());
    read.samples = in.readLong();
    read.closedAt = in.readLong();
    for (int count = in.readLength(); count > 0; count--) {
      Cell cell = Cell.read(in);
      read.cells.put(cell.key, cell);
    }
    return read;
  }
}
