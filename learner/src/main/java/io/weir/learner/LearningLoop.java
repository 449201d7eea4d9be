package io.weir.learner;

import io.weir.learner.publish.Publisher;
import io.weir.learner.sample.SampleProblem;
import io.weir.learner.state.SnapshotReader;
import io.weir.learner.thin.LeftOut;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Drives one campaign's learner from the first sample of a stream to its last, in memory: what the
 * learning job does, without timers, checkpoints and topics. The same samples lead to the same
 * publications in both.
 *
 * <p>Event time stands in for the clock on the wall, so that records are reproducible too.
 */
public final class LearningLoop {
  private final OnlineLearner learner;
  private final Publisher publisher;

  /** What came before the end of the warm-up; it is learned from after it. */
  private List<Runnable> early = new ArrayList<>();

  private long closedAt = Long.MIN_VALUE;

  /**
   * Makes a learner that knows nothing yet.
   *
   * @param campaign configuration, with valid options
   * @param publisher takes what the learner publishes
   */
  public LearningLoop(TrainerFactory trainers, Campaign campaign, Publisher publisher) {
    try {
      this.learner =
          OnlineLearner.read(
              new SnapshotReader(Map.of()),
              trainers,
              Map.of(),
              id -> {
                throw new IllegalStateException("a new learner has no pane " + id);
              });
    } catch (IOException e) {
      throw new UncheckedIOException("reading nothing failed", e);
    }
    this.publisher = publisher;
    learner.configure(campaign, 0, publisher);
  }

  /**
   * Takes a newer configuration, between two samples.
   *
   * @return whether it took effect: an older or equal version does not
   */
  public boolean configure(Campaign campaign) {
    return learner.configure(campaign, Math.max(0, closedAt), publisher);
  }

  /**
   * Learns from the next sample.
   *
   * @param sample sample of this campaign; samples come in the order in which they closed
   * @return why it cannot be learned from; null if it can
   */
  public @Nullable SampleProblem take(Sample sample) {
    SampleProblem problem = learner.problem(sample);
    if (problem == null) {
      closedAt = sample.getClosedAt().toEpochMilli();
      learn(sample);
    }
    return problem;
  }

  /** Counts samples of this campaign that are not learned from. */
  public void take(LeftOut leftOut) {
    if (!learner.accept(leftOut)) {
      early.add(() -> take(leftOut));
    }
  }

  private void learn(Sample sample) {
    if (learner.ready() && learner.accept(sample, closedAt, publisher)) {
      return;
    }
    early.add(() -> learn(sample));
    learner.warmUp(sample);
    if (learner.ready()) {
      List<Runnable> kept = early;
      early = new ArrayList<>();
      kept.forEach(Runnable::run);
    }
  }

  /** Ends the stream: what is due is judged and published. */
  public void finish() {
    learner.onEventTime(Long.MAX_VALUE, closedAt);
    learner.settle(publisher);
  }
}
