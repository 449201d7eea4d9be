package io.weir.learner.evidence;

/**
 * A randomized sample that was judged before it was learned from.
 *
 * @param outcome the sample
 * @param closedAt when its attribution window closed, milliseconds
 * @param stretch the stretch of time it belongs to, see {@link Stretches}
 * @param candidateArm arm the newest candidate would give at its price; -1 without one
 * @param candidate what it predicts, [2 arms]: revenue by arm, then cost; empty without one
 * @param liveVersion version of the live model; -1 without one
 * @param liveArm arm the live model would give at its price; -1 without one
 * @param live what it predicts, [2 arms]; empty without one
 */
record JudgedRow(
    RandomizedOutcome outcome,
    long closedAt,
    long stretch,
    int candidateArm,
    double[] candidate,
    long liveVersion,
    int liveArm,
    double[] live) {}
