package io.weir.learner.evidence;

/**
 * Whose predictions speak for a model on a judged sample. A model says nothing of samples that came
 * before it was fixed, since it may have learned from them; there its forebears speak for it, the
 * candidates of the same learner that were fixed then.
 */
public final class Lineage {
  private static final long NONE = Long.MIN_VALUE;

  private final long liveVersion;

  private Lineage(long liveVersion) {
    this.liveVersion = liveVersion;
  }

  /** The newest candidate and those before it. */
  public static Lineage ofCandidates() {
    return new Lineage(NONE);
  }

  /** A live model since it went live, and candidates before. */
  public static Lineage ofLive(long version) {
    return new Lineage(version);
  }

  boolean covers(JudgedBlock block, int row) {
    return block.candidateArm[row] >= 0 || block.liveArm[row] >= 0;
  }

  /** Returns the predictions that speak, row-major from {@code row * 2 * arms} on. */
  float[] predictions(JudgedBlock block, int row) {
    boolean own = block.liveArm[row] >= 0 && block.liveVersion[row] == liveVersion;
    return own || block.candidateArm[row] < 0 ? block.live : block.candidate;
  }
}
