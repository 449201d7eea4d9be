package io.weir.core.f64.bilevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A solve or a cycle moved to fresh workspaces between any two steps ends in the same bits. */
class ResumptionTest {
  private final GoldenProblem p = new GoldenProblem("relu_m3");
  private final double[] theta = p.golden.vector("theta");
  private final double[] phi = p.golden.vector("phi");

  private static byte[] bytes(Saver saver) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    saver.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private interface Saver {
    void save(DataOutputStream out) throws IOException;
  }

  private static DataInputStream stream(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @ParameterizedTest
  @CsvSource({"EXACT,7,0", "EXACT,64,0", "GAUSS_NEWTON,64,0", "GAUSS_NEWTON,7,0", "EXACT,7,0.05"})
  void solvesContinueBitForBit(Curvature curvature, int chunkRows, double explicitRate)
      throws IOException {
    HypergradientOptions options =
        new HypergradientOptions(explicitRate, curvature, 1e-3, true, 5, 12, 1e-10, 2);
    double[] warm = p.golden.vector("v");
    HypergradientSolve whole =
        new HypergradientSolve(
            p.lower(PseudoLabels.FLOW, chunkRows, 0.01),
            p.bridge(),
            p.decision,
            options,
            theta,
            phi,
            p.observed,
            p.randomized,
            warm);
    HypergradientSolve moved =
        new HypergradientSolve(
            p.lower(PseudoLabels.FLOW, chunkRows, 0.01),
            p.bridge(),
            p.decision,
            options,
            theta,
            phi,
            p.observed,
            p.randomized,
            warm);
    int steps = 0;
    boolean more = true;
    while (more) {
      more = whole.advance();
      assertThat(moved.advance()).isEqualTo(more);
      moved =
          HypergradientSolve.restore(
              stream(bytes(moved::save)),
              p.lower(PseudoLabels.FLOW, chunkRows, 0.01),
              p.bridge(),
              p.decision);
      steps++;
    }
    assertThat(steps).isGreaterThan(10);
    assertThat(moved.hypergradient()).containsExactly(whole.hypergradient());
    assertThat(moved.report()).isEqualTo(whole.report());
    assertThat(whole.report().hypergradientNorm()).isPositive();
    assertThatThrownBy(whole::advance).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"FROZEN,7", "FLOW,64", "SGFP,9"})
  void cyclesContinueBitForBit(PseudoLabels mode, int chunkRows) throws IOException {
    CycleOptions options =
        new CycleOptions(2, 0.05, 0.01, 0.5, 0.01, 0.1, true, HypergradientOptions.defaults());
    BilevelCycle whole =
        new BilevelCycle(p.lower(mode, chunkRows, 0), p.bridge(), p.decision, options, theta, phi);
    BilevelCycle moved =
        new BilevelCycle(p.lower(mode, chunkRows, 0), p.bridge(), p.decision, options, theta, phi);
    for (int cycle = 0; cycle < 3; cycle++) {
      whole.begin(p.observed, cycle == 1 ? null : p.randomized);
      moved.begin(p.observed, cycle == 1 ? null : p.randomized);
      boolean more = true;
      while (more) {
        more = whole.advance();
        assertThat(moved.advance()).isEqualTo(more);
        moved =
            BilevelCycle.restore(
                stream(bytes(moved::save)), p.lower(mode, chunkRows, 0), p.bridge(), p.decision);
      }
    }
    assertThat(moved.theta()).containsExactly(whole.theta());
    assertThat(moved.phi()).containsExactly(whole.phi());
    assertThat(whole.phi()).isNotEqualTo(phi);
    for (double logit : whole.phi()) {
      assertThat(Math.abs(logit)).isLessThanOrEqualTo(0.5);
    }
  }

  @Test
  void theSingleLoopContinuesBitForBit() throws IOException {
    SingleLoop whole = loop();
    whole.step(p.observed, p.randomized);
    SingleLoop moved = loop();
    moved.load(stream(bytes(whole::save)));
    for (int i = 0; i < 5; i++) {
      whole.step(p.observed, p.randomized);
      moved.step(p.observed, p.randomized);
    }
    assertThat(moved.theta()).containsExactly(whole.theta());
    assertThat(moved.phi()).containsExactly(whole.phi());
    assertThat(moved.solution()).containsExactly(whole.solution());
  }

  private SingleLoop loop() {
    return new SingleLoop(
        p.lower(PseudoLabels.SGFP, 10, 0),
        p.bridge(),
        p.decision,
        SingleLoop.Options.defaults(),
        theta,
        phi,
        p.observed.rows(),
        p.randomized.rows());
  }

  @Test
  void aStateOfOtherShapesIsRefused() throws IOException {
    BilevelCycle cycle =
        new BilevelCycle(
            p.lower(PseudoLabels.FLOW, 8, 0),
            p.bridge(),
            p.decision,
            CycleOptions.defaults(),
            theta,
            phi);
    cycle.begin(p.observed, p.randomized);
    byte[] saved = bytes(cycle::save);
    GoldenProblem other = new GoldenProblem("tanh_m2");
    assertThatThrownBy(
            () ->
                BilevelCycle.restore(
                    stream(saved),
                    other.lower(PseudoLabels.FLOW, 8, 0),
                    other.bridge(),
                    other.decision))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> cycle.begin(p.observed, null))
        .isInstanceOf(IllegalStateException.class);
  }
}
