package io.weir.core.f64.learner;

import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.state.StateOutput;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.TrainingWindows;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowOverflow;
import java.util.Arrays;

/** A small learner's options, a window, and rows of a test world for both. */
public final class LearnerFixture {
  private LearnerFixture() {}

  static StreamLearnerOptions small() {
    return StreamLearnerOptions.defaults()
        .with("learner.hidden", "16,8")
        .with("learner.members", "3")
        .with("learner.teacher.members", "2")
        .with("learner.chunk-size", "500")
        .with("learner.bridge.every", "2")
        .with("learner.bridge.batch-size", "200");
  }

  static RandomizedWindow window() {
    return new RandomizedWindow(
        new WindowOptions(TestWorld.WIDTH, 4, 6_000, 512, 1_000_000, WindowOverflow.DROP_OLDEST),
        17);
  }

  static void append(RandomizedWindow window, TestWorld world, int from, int to) {
    float[] x = new float[TestWorld.WIDTH];
    for (int i = from; i < to; i++) {
      for (int k = 0; k < x.length; k++) {
        x[k] = (float) world.x[i * x.length + k];
      }
      window.append(x, 0, world.arm[i], (float) world.revenue[i], (float) world.cost[i], 1f / 3, i);
    }
  }

  static LearnerStatus feed(
      CampaignLearner learner, TestWorld obs, int from, int rows, RandomizedWindow window) {
    int width = TestWorld.WIDTH;
    return learner.observational(
        Arrays.copyOfRange(obs.x, from * width, (from + rows) * width),
        Arrays.copyOfRange(obs.arm, from, from + rows),
        Arrays.copyOfRange(obs.revenue, from, from + rows),
        Arrays.copyOfRange(obs.cost, from, from + rows),
        rows,
        window);
  }

  static LearnerStatus feed(
      CampaignLearner learner,
      TestWorld obs,
      int from,
      int rows,
      int ownRows,
      TrainingWindows windows) {
    begin(learner, obs, from, rows, ownRows, windows);
    while (learner.busy()) {
      learner.advance();
    }
    return learner.status();
  }

  static LearnerStatus begin(
      CampaignLearner learner,
      TestWorld obs,
      int from,
      int rows,
      int ownRows,
      TrainingWindows windows) {
    int width = TestWorld.WIDTH;
    return learner.begin(
        Arrays.copyOfRange(obs.x, from * width, (from + rows) * width),
        Arrays.copyOfRange(obs.arm, from, from + rows),
        Arrays.copyOfRange(obs.revenue, from, from + rows),
        Arrays.copyOfRange(obs.cost, from, from + rows),
        rows,
        ownRows,
        windows);
  }

  static byte[] bytes(CampaignLearner learner) {
    return StateOutput.bytesOf(learner::write);
  }
}
