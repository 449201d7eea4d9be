package io.weir.learner.train;

import io.weir.core.learner.LayoutChange;
import io.weir.core.state.StateInput;
import io.weir.learner.options.LearningOptions;
import java.io.IOException;
import java.io.Serializable;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Makes trainers. */
public interface TrainerFactory extends Serializable {
  /**
   * Makes a fresh trainer.
   *
   * @param options options of the campaign
   * @param width inputs per row
   * @param arms number of arms
   * @param seed seed of everything random in it
   */
  Trainer create(LearningOptions options, int width, int arms, long seed);

  /**
   * Makes a trainer go on from a checkpoint.
   *
   * @param in what {@link Trainer#write} wrote
   * @param panes bytes of a pane by its identifier
   */
  Trainer read(
      LearningOptions options, int width, int arms, StateInput in, LongFunction<byte[]> panes)
      throws IOException;

  /**
   * Makes a trainer go on under another layout, with what it knows of the arms and inputs that
   * stay. The one given is not to be used any more.
   *
   * @param options options it has had so far
   * @return null if its method cannot
   */
  @Nullable Trainer reshape(LearningOptions options, Trainer trainer, LayoutChange change);

  /** Returns the name of the numerical kernels in use, which models carry. */
  String kernels();
}
