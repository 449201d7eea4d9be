package io.weir.core.f64.bilevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.decision.DecisionLossKind;
import io.weir.core.f64.level.Bridge;
import io.weir.core.f64.level.ColumnBridge;
import io.weir.core.f64.level.Curvature;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.PseudoLabels;
import io.weir.core.f64.level.SurrogateGradient;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A solve or a cycle moved to fresh workspaces between any two steps ends in the same bits. */
class ResumptionTest {
  private final GoldenProblem p = new GoldenProblem("relu_m3");
  private final double[] theta = p.golden.vector("theta");
  private final double[] phi = p.golden.vector("phi");

  private static byte[] bytes(StateOutput.Piece piece) {
    return StateOutput.bytesOf(piece);
  }

  private static StateInput stream(byte[] bytes) {
    return StateInput.of(bytes);
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
          HypergradientSolve.read(
              stream(bytes(moved::write)),
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
  @CsvSource({
    "PPL,7,EXPLICIT",
    "PIFD,9,IMPLICIT",
    "DPL,64,SINGLE_LOOP",
    "DIFD,5,SINGLE_LOOP",
    "IDL,4,IMPLICIT"
  })
  void surrogatesOfAnEnsembleContinueBitForBit(
      DecisionLossKind kind, int chunkRows, HypergradientKind form) throws IOException {
    HypergradientOptions options =
        switch (form) {
          case IMPLICIT -> HypergradientOptions.defaults();
          case EXPLICIT -> HypergradientOptions.explicit(0.002);
          case SINGLE_LOOP -> HypergradientOptions.singleLoop(0.1, 0.1);
        };
    double[] both = Arrays.copyOf(theta, 2 * theta.length);
    double[] offset = new double[both.length];
    double[] warm = new double[form == HypergradientKind.EXPLICIT ? 0 : both.length];
    for (int i = 0; i < theta.length; i++) {
      both[theta.length + i] = -0.9 * theta[i];
      offset[i] = 0.1 * Math.sin(i);
      if (warm.length > 0) {
        warm[i] = 0.01 * Math.cos(i);
      }
    }
    Supplier<LowerLevel> lower =
        () -> new LowerLevel(p.shape, 2, DenseKernels.best(), chunkRows, PseudoLabels.SGFP, 0);
    Supplier<SurrogateGradient> surrogate =
        () -> {
          SurrogateGradient made =
              SurrogateGradient.relative(kind, new double[] {0.5, 1, 2}, 0.5, 1e-3, true);
          made.moveTo(0.6);
          return made;
        };
    Bridge bridge = new ColumnBridge(p.shape.outputSize());
    double[] logits = new double[bridge.parameterCount()];
    HypergradientSolve whole =
        new HypergradientSolve(
            lower.get(),
            bridge,
            surrogate.get(),
            options,
            both,
            logits,
            p.observed,
            p.randomized,
            warm,
            offset);
    byte[] start = bytes(whole::write);
    whole.run();
    HypergradientSolve moved =
        HypergradientSolve.read(stream(start), lower.get(), bridge, surrogate.get());
    int steps = 0;
    while (moved.advance()) {
      moved =
          HypergradientSolve.read(
              stream(bytes(moved::write)), lower.get(), bridge, surrogate.get());
      steps++;
    }
    // Two members, forward and back, and every gathering and evaluating pass, chunk by chunk.
    int chunks = (p.randomized.rows() + chunkRows - 1) / chunkRows;
    assertThat(steps).isGreaterThan((kind == DecisionLossKind.IDL ? 7 : 6) * chunks);
    assertThat(moved.hypergradient()).containsExactly(whole.hypergradient());
    assertThat(moved.solution()).containsExactly(whole.solution());
    assertThat(moved.report()).isEqualTo(whole.report());
    assertThat(whole.report().hypergradientNorm()).isPositive().isFinite();
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
            BilevelCycle.read(
                stream(bytes(moved::write)), p.lower(mode, chunkRows, 0), p.bridge(), p.decision);
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
    moved.read(stream(bytes(whole::write)));
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
    byte[] saved = bytes(cycle::write);
    GoldenProblem other = new GoldenProblem("tanh_m2");
    assertThatThrownBy(
            () ->
                BilevelCycle.read(
                    stream(saved),
                    other.lower(PseudoLabels.FLOW, 8, 0),
                    other.bridge(),
                    other.decision))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> cycle.begin(p.observed, null))
        .isInstanceOf(IllegalStateException.class);
  }
}
