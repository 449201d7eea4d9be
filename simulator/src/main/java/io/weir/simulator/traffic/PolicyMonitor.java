package io.weir.simulator.traffic;

import io.weir.simulator.world.PolicyValue;
import io.weir.simulator.world.Response;
import io.weir.simulator.world.Truth;
import java.util.Arrays;

/**
 * True value of the policy in charge and of the old policy on the same recent impressions, holdout
 * excluded: a sliding window by count. Being paired, the two are compared without the noise of who
 * happened to come by. Thread-safe.
 */
final class PolicyMonitor {

  private final int capacity;
  private final int arms;
  private final double[] gains;
  private final double[] costs;
  private final double[] policyGain;
  private final double[] policyCost;
  private final double[] oldGain;
  private final double[] oldCost;
  private int next;
  private int size;
  private int blocks;
  private double policyBlockSum;
  private double oldBlockSum;

  PolicyMonitor(int capacity, int arms) {
    this.capacity = capacity;
    this.arms = arms;
    gains = new double[capacity * arms];
    costs = new double[capacity * arms];
    policyGain = new double[capacity];
    policyCost = new double[capacity];
    oldGain = new double[capacity];
    oldCost = new double[capacity];
  }

  /**
   * Values on one window.
   *
   * @param policy the policy in charge
   * @param old the old policy on the same impressions
   */
  record Values(PolicyValue policy, PolicyValue old) {}

  /**
   * Averages over the whole windows since the policy took charge: what was really had, learning
   * time included.
   *
   * @param blocks number of whole windows
   * @param policy mean normalized value of the policy in charge; 0 before the first window is full
   * @param old mean normalized value of the old policy
   */
  record Averages(int blocks, double policy, double old) {}

  void add(Response response, int policyArm, int oldArm) {
    if (record(response, policyArm, oldArm)) {
      Values block = values();
      synchronized (this) {
        blocks++;
        policyBlockSum += block.policy().normalizedValue();
        oldBlockSum += block.old().normalizedValue();
      }
    }
  }

  /** Whether this filled a window that has not been averaged yet. */
  private synchronized boolean record(Response response, int policyArm, int oldArm) {
    for (int arm = 0; arm < arms; arm++) {
      gains[next * arms + arm] = response.gain(arm);
      costs[next * arms + arm] = response.visibleCosts()[arm];
    }
    policyGain[next] = response.gain(policyArm);
    policyCost[next] = response.costs()[policyArm];
    oldGain[next] = response.gain(oldArm);
    oldCost[next] = response.costs()[oldArm];
    next = (next + 1) % capacity;
    size = Math.min(capacity, size + 1);
    return next == 0;
  }

  /** Forgets everything: another policy took charge. */
  synchronized void clear() {
    next = 0;
    size = 0;
    blocks = 0;
    policyBlockSum = 0;
    oldBlockSum = 0;
  }

  synchronized Averages averages() {
    int n = Math.max(1, blocks);
    return new Averages(blocks, policyBlockSum / n, oldBlockSum / n);
  }

  Values values() {
    double[] g;
    double[] c;
    double[] means = new double[4];
    int n;
    synchronized (this) {
      n = size;
      g = Arrays.copyOf(gains, n * arms);
      c = Arrays.copyOf(costs, n * arms);
      for (int i = 0; i < n; i++) {
        means[0] += policyGain[i] / n;
        means[1] += policyCost[i] / n;
        means[2] += oldGain[i] / n;
        means[3] += oldCost[i] / n;
      }
    }
    if (n == 0) {
      return new Values(PolicyValue.NONE, PolicyValue.NONE);
    }
    Truth truth = new Truth(g, c, n, arms);
    return new Values(
        PolicyValue.of(truth, means[0], means[1]), PolicyValue.of(truth, means[2], means[3]));
  }
}
