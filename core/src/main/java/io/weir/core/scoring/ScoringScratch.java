package io.weir.core.scoring;

/** Working memory of one thread; grows to what the largest model it met needs. */
public final class ScoringScratch {
  final float[][] layers = {new float[0], new float[0]};
  float[] input = new float[0];
  float[] first = new float[0];
  int[] hot = new int[0];
  private double[] predictions = new double[0];

  void fit(int inputs, int firstUnits, int widest, int outputs) {
    if (input.length < inputs) {
      input = new float[inputs];
      hot = new int[inputs];
    }
    if (first.length < firstUnits) {
      first = new float[firstUnits];
    }
    if (layers[0].length < widest) {
      layers[0] = new float[widest];
      layers[1] = new float[widest];
    }
    if (predictions.length < outputs) {
      predictions = new double[outputs];
    }
  }

  /**
   * Returns what the last single row was predicted: revenue of each arm in objective units, then
   * cost of each arm in whole currency units. Longer than that at times; the caller may change it.
   */
  public double[] predictions() {
    return predictions;
  }
}
