package io.weir.core.f64.bilevel;

import io.weir.core.f64.level.Bridge;
import io.weir.core.f64.level.DecisionGradient;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.NetworkBridge;
import io.weir.core.f64.level.PseudoLabels;
import io.weir.core.f64.level.SampleBatch;
import io.weir.core.f64.level.SoftmaxPolicyLoss;
import io.weir.core.golden.Golden;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;

/**
 * A golden file's networks and data as the objects under test; the linear file names no
 * activations.
 */
public final class GoldenProblem {
  public final Golden golden;
  final MlpShape shape;
  final MlpShape bridgeShape;
  final SampleBatch observed;
  public final SampleBatch randomized;
  final DecisionGradient decision;

  public GoldenProblem(String name) {
    golden = Golden.read(name);
    boolean linear = golden.integers("sizes").length == 2;
    shape = shape("sizes", linear ? "" : "act");
    bridgeShape = shape("bridge_sizes", linear ? "" : "bridge_act");
    observed = batch("obs", golden.vector("obs/pre"));
    randomized = batch("rct", new double[0]);
    decision = new SoftmaxPolicyLoss(golden.number("lam"), golden.number("tau"));
  }

  private MlpShape shape(String sizes, String activation) {
    return activation.isEmpty()
        ? new MlpShape(golden.integers(sizes), Activation.RELU)
        : golden.shape(sizes, activation);
  }

  private SampleBatch batch(String at, double[] teacher) {
    int[] arm = golden.integers(at + "/t");
    return new SampleBatch(
        arm.length,
        shape.inputSize(),
        shape.arms(),
        golden.vector(at + "/X"),
        arm,
        golden.vector(at + "/r"),
        golden.vector(at + "/c"),
        teacher);
  }

  public LowerLevel lower(PseudoLabels mode, int chunkRows, double ridge) {
    return new LowerLevel(shape, DenseKernels.best(), chunkRows, mode, ridge);
  }

  Bridge bridge() {
    return new NetworkBridge(bridgeShape, DenseKernels.best(), 64);
  }
}
