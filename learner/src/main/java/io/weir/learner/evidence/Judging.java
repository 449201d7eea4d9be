package io.weir.learner.evidence;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.estimate.CostCorrection;
import io.weir.learner.estimate.MeanEstimate;
import io.weir.learner.state.SnapshotReader;
import io.weir.learner.state.SnapshotWriter;
import java.io.IOException;
import java.util.Map;

/**
 * Everything that speaks for or against a campaign's policies and was not learned from when it did:
 * judged samples, the old policy's stretches of time, and the spend of decisions that were made.
 */
public final class Judging {
  private static final int FORMAT = 1;
  private static final String PART = "judging";
  private static final String BLOCK_PREFIX = "judged/";

  /** Rows over which a judged sample's weight halves in values and costs: what serves moves on. */
  private static final double VALUE_HALF_LIFE_ROWS = 2_000;

  /** Samples of the policy's traffic over which a sample's weight halves in the present level. */
  private static final double LEVEL_HALF_LIFE = 500;

  /** Half-lives in what a decision of the gate rests on at most, by weight. */
  private static final double GATE_HALF_LIVES = 3;

  /** Number of the first row after the present slide, before it is known. */
  private static final long NEXT_SLIDE = Long.MAX_VALUE;

  private JudgedRows rows;
  private Stretches stretches = new Stretches();
  private ServedSpend served = new ServedSpend();

  /** Number of the first row that the gate may rest a decision on. */
  private long evidenceFrom;

  /** Event time before which effects were others. */
  private long effectsSince = Long.MIN_VALUE;

  /** Whether the live model was found to do harm, and nothing serves until another takes over. */
  private boolean withdrawn;

  /** Judges nothing yet. */
  public Judging(int arms) {
    rows = new JudgedRows(arms);
  }

  /**
   * What a solve rests on, fixed when its slide came due.
   *
   * @param end number of the first row after it
   * @param stretch number of the first stretch of time after it
   * @param effectsSince event time before which effects were others, milliseconds
   * @param servedRatio true over claimed cost of decisions made; 1 where none were
   * @param servedRatioError its standard error; infinite where none were
   * @param liveDoesHarm whether the live model is to be withdrawn if no candidate takes its place
   */
  public record Frozen(
      long end,
      long stretch,
      long effectsSince,
      double servedRatio,
      double servedRatioError,
      boolean liveDoesHarm) {
    /** Nothing was judged. */
    public static Frozen none() {
      return new Frozen(0, 0, Long.MIN_VALUE, 1, Double.POSITIVE_INFINITY, false);
    }

    /** Returns by what factor true cost differs from claimed cost. */
    public CostCorrection correction(MeanEstimate judgedRatio) {
      return CostCorrection.of(judgedRatio, MeanEstimate.of(servedRatio, servedRatioError, 1));
    }
  }

  /**
   * Fixes what the solve of a slide rests on.
   *
   * @param liveDoesHarm whether the live model was found to do worse than chance
   */
  public Frozen freeze(boolean liveDoesHarm) {
    MeanEstimate ratio = served.ratio();
    boolean known = ratio.rows() > 0;
    return new Frozen(
        rows.end(),
        stretches.present(),
        effectsSince,
        known ? ratio.value() : 1,
        known ? ratio.standardError() : Double.POSITIVE_INFINITY,
        liveDoesHarm);
  }

  /** Takes in a randomized sample that nothing has learned from. */
  public void addRandomized(
      RandomizedOutcome outcome, long closedAt, ScoredPolicies policies, long liveVersion) {
    add(
        new JudgedRow(
            outcome,
            closedAt,
            stretches.present(),
            policies.waiting(),
            policies.waitingPredictions(),
            policies.live() < 0 ? -1 : liveVersion,
            policies.live(),
            policies.livePredictions()));
  }

  void add(JudgedRow row) {
    rows.add(row);
    stretches.count(true);
  }

  /** Takes in a sample of the policy before Weir. */
  public void addOldPolicy(double revenue, double cost) {
    stretches.addOldPolicy(revenue, cost);
    stretches.count(false);
  }

  /**
   * Takes in sums of samples of the policy before Weir that nothing else sees. They end no stretch:
   * how long one is depends on the samples that are compared.
   *
   * @param revenueSquares sum of the squares of revenues
   * @param cost whole currency units
   */
  public void addOldPolicy(long count, double revenue, double revenueSquares, double cost) {
    stretches.addOldPolicy(count, revenue, revenueSquares, cost);
  }

  /**
   * Takes in what an own decision shows of the level of revenue. The decision is counted when its
   * spend is taken in.
   *
   * @param level revenue less what the model that decided had claimed of the arm beyond the free
   *     one
   */
  public void addOwn(double level) {
    stretches.addOwn(level);
  }

  /**
   * Takes in a decision of a published pair.
   *
   * @param claim cost per impression that the pair had claimed at the price of the decision, whole
   *     currency units
   */
  public void addServed(int bucket, double cost, double claim) {
    served.add(bucket, cost, claim);
    stretches.count(false);
  }

  /** Ends a slide. */
  public void slide() {
    evidenceFrom = Math.min(evidenceFrom, rows.end());
    stretches.end();
    served.slide();
  }

  /** Lets go of samples that closed before a time; no solve may be under way. */
  public void expire(long beforeMillis) {
    rows.expire(beforeMillis);
    stretches.expire();
  }

  /**
   * Notes that effects have drifted. No decision rests on candidates that were frozen before it was
   * known.
   */
  public void effectsTurned(long sinceMillis) {
    effectsSince = Math.max(effectsSince, sinceMillis);
    evidenceFrom = NEXT_SLIDE;
  }

  /** Makes decisions rest on what comes from now on alone: what came so far cannot be trusted. */
  public void distrust() {
    evidenceFrom = rows.end();
  }

  /** Starts anew with other arms. */
  public void reshape(int arms) {
    rows.reshape(arms);
    distrust();
  }

  /** Returns whether the live model is out of service. */
  public boolean withdrawn() {
    return withdrawn;
  }

  /** Takes the live model out of service, or puts a model in. */
  public void withdrawn(boolean out) {
    withdrawn = out;
  }

  /** Returns the old policy's stretches. */
  public Stretches stretches() {
    return stretches;
  }

  /** Returns the samples that speak for a lineage in a solve. */
  public JudgedSample gather(Frozen of, Lineage lineage) {
    return rows.gather(0, of.effectsSince, of.end, lineage, VALUE_HALF_LIFE_ROWS)
        .withLevels(stretches, of.stretch, LEVEL_HALF_LIFE);
  }

  /**
   * Returns comparisons for the gate, on all that was judged so far.
   *
   * @param most samples that a decision rests on at most, by weight
   * @param standardErrors from an estimate to either bound
   */
  public PairedEvidence evidence(int most, double standardErrors) {
    return new PairedEvidence(
        rows.gather(
            evidenceFrom, effectsSince, rows.end(), Lineage.ofCandidates(), most / GATE_HALF_LIVES),
        standardErrors);
  }

  /**
   * Adds what the policy earns beyond others at equal cost to a publication's diagnostics.
   *
   * @param liveVersion version of the live model; -1 where there is none
   */
  public void reportGains(long liveVersion, Map<String, Double> diagnostics) {
    JudgedSample judged =
        rows.gather(0, effectsSince, rows.end(), Lineage.ofLive(liveVersion), VALUE_HALF_LIFE_ROWS);
    new EqualCostGains(judged, liveVersion).report(stretches, diagnostics);
  }

  /** Puts everything into parts; full blocks are written once. */
  public void putInto(SnapshotWriter parts) {
    parts.put(PART, this::write);
    rows.blocks()
        .forEach(
            (id, block) -> {
              if (block.full()) {
                parts.putImmutable(BLOCK_PREFIX + id, block, JudgedBlock::write);
              } else {
                parts.put(BLOCK_PREFIX + id, block::write);
              }
            });
  }

  private void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeLong(rows.end());
    out.writeLong(evidenceFrom);
    out.writeLong(effectsSince);
    out.writeBoolean(withdrawn);
    stretches.write(out);
    served.write(out);
  }

  /** Puts together what {@link #putInto} wrote; judges nothing yet where there is nothing. */
  public static Judging read(SnapshotReader parts, int arms) throws IOException {
    Judging read = new Judging(arms);
    StateInput part = parts.get(PART);
    if (part == null) {
      return read;
    }
    StateInput in = part.piece("judgements", FORMAT, FORMAT);
    long end = in.readLong();
    read.evidenceFrom = in.readLong();
    read.effectsSince = in.readLong();
    read.withdrawn = in.readBoolean();
    read.stretches = Stretches.read(in);
    read.served = ServedSpend.read(in);
    java.util.TreeMap<Long, JudgedBlock> blocks = new java.util.TreeMap<>();
    for (StateInput block : parts.beginningWith(BLOCK_PREFIX).values()) {
      JudgedBlock one = JudgedBlock.read(block);
      blocks.put(one.id, one);
    }
    read.rows.restore(blocks.values(), end);
    return read;
  }
}
