package io.weir.backtest.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.random.Rng;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What is learned does not depend on the zero of revenue or on anybody's units. */
class InvarianceTest {
  private static final DenseKernels KERNELS = DenseKernels.best();
  private static final StreamLearnerOptions OPTIONS =
      StreamLearnerOptions.defaults().with("learner.hidden", "6").with("learner.members", "2");
  private static final BatchData OBS = BatchWorld.observational(600, new Rng(1));
  private static final BatchData RCT = BatchWorld.randomized(400, new Rng(2));

  private static List<BatchMethod> methods() {
    return List.of(
        new TwoStageBatch("fine-tune", TwoStageBatch.Data.OBS_THEN_RCT, OPTIONS, KERNELS),
        new CrossFittedLearner(OPTIONS, new double[0], KERNELS));
  }

  private static BatchData changed(
      BatchData data, double constant, double money, double offset, double unit) {
    return new BatchData(
        data.width(),
        data.arms(),
        Arrays.stream(data.x()).map(x -> offset + unit * x).toArray(),
        data.arm(),
        Arrays.stream(data.revenue()).map(r -> money * (r + constant)).toArray(),
        data.cost(),
        data.propensity());
  }

  private static double[] predictions(BatchMethod method, BatchData obs, BatchData rct) {
    double[] outputs = new double[rct.rows() * 2 * rct.arms()];
    method.fit(obs, rct, 5).predict(rct.x(), 0, rct.rows(), outputs);
    return outputs;
  }

  @Property(tries = 6)
  void aConstantAUnitOfMoneyAndAUnitOfAFeatureChangeNothing(
      @ForAll @DoubleRange(min = -50, max = 50) double constant,
      @ForAll @IntRange(min = -20, max = 20) int doublings,
      @ForAll @DoubleRange(min = -100, max = 100) double offset,
      @ForAll @IntRange(min = -10, max = 10) int featureDoublings) {
    double money = Math.scalb(1.0, doublings);
    double unit = Math.scalb(1.0, featureDoublings);
    for (BatchMethod method : methods()) {
      double[] plain = predictions(method, OBS, RCT);
      double[] other =
          predictions(
              method,
              changed(OBS, constant, money, offset * unit, unit),
              changed(RCT, constant, money, offset * unit, unit));
      for (int k = 0; k < plain.length; k++) {
        boolean isRevenue = k % (2 * RCT.arms()) < RCT.arms();
        double expected = isRevenue ? money * (plain[k] + constant) : plain[k];
        double scale = isRevenue ? money : 1;
        assertThat(other[k] / scale).isCloseTo(expected / scale, within(1e-6));
      }
    }
  }
}
