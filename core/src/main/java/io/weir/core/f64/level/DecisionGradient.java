package io.weir.core.f64.level;

/**
 * A decision loss on randomized data as a function of the predictions. {@link SurrogateGradient} is
 * one of PPL, PIFD, DPL, DIFD or IDL; one that is to be worked through in chunks of rows is a
 * {@link ChunkedDecisionGradient}.
 */
@FunctionalInterface
public interface DecisionGradient {

  /**
   * Overwrites the gradient with dL/d(prediction), and returns L. Must depend on its arguments
   * alone.
   *
   * @param predictions row-major [rows, 2 arms], revenue columns first
   * @param outputGradient of the same layout
   */
  double apply(double[] predictions, SampleBatch randomized, double[] outputGradient);
}
