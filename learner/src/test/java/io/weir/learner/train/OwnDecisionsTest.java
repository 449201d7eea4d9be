package io.weir.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.learner.LayoutChange;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.Fixtures;
import io.weir.learner.options.LearningOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The window of own decisions. */
class OwnDecisionsTest {
  private static final int WIDTH = 3;
  private static final CoreTrainerFactory FACTORY = new CoreTrainerFactory();

  private static LearningOptions options(String... more) {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("own.max-samples", "500");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return LearningOptions.parse(Map.of(), options);
  }

  private static void feed(Trainer trainer, int from, int to, boolean own) {
    for (int i = from; i < to; i++) {
      SplittableRandom random = new SplittableRandom(i);
      float[] x = {(float) random.nextGaussian(), (float) random.nextGaussian(), 1};
      int arm = random.nextInt(3);
      float revenue = (float) random.nextGaussian() + arm * x[0];
      long time = Fixtures.START + i * 10L;
      if (i % 10 == 0) {
        trainer.experiment(x, arm, revenue, arm, 1 / 3f, time);
      } else if (own) {
        trainer.observeOwn(x, arm, revenue, arm, 1, time);
      } else {
        trainer.observe(x, arm, revenue, arm);
      }
    }
  }

  private static double ownRows(Trainer trainer) {
    Map<String, Double> numbers = new HashMap<>();
    trainer.diagnostics(numbers);
    return Objects.requireNonNull(numbers.get("ownRows"));
  }

  private static Trainer restored(LearningOptions options, Trainer trainer) throws IOException {
    return FACTORY.read(
        options, WIDTH, 3, StateInput.of(StateOutput.bytesOf(trainer::write)), trainer::paneBytes);
  }

  @Test
  void ownDecisionsChangeWhatIsLearnedAndOthersDoNotJoinThem() {
    Trainer with = FACTORY.create(options(), WIDTH, 3, 1);
    Trainer without = FACTORY.create(options(), WIDTH, 3, 1);
    Trainer off = FACTORY.create(options("learner.correction.own-share", "0"), WIDTH, 3, 1);
    feed(with, 0, 400, true);
    feed(without, 0, 400, false);
    feed(off, 0, 400, true);
    assertThat(ownRows(with)).isEqualTo(360);
    assertThat(ownRows(without)).isZero();
    assertThat(with.servedMembers().get(0)).isNotEqualTo(without.servedMembers().get(0));
    // Without them in the corrections the trunk's decay still ends.
    assertThat(off.servedMembers().get(0)).isNotEqualTo(without.servedMembers().get(0));
    assertThat(off.servedMembers().get(0)).isNotEqualTo(with.servedMembers().get(0));
  }

  @Test
  void goesOnBitForBitFromAnyPointOfAMiniBatch() throws IOException {
    for (int at : new int[] {100, 203, 377}) {
      Trainer whole = FACTORY.create(options(), WIDTH, 3, 1);
      feed(whole, 0, at, true);
      Trainer moved = restored(options(), whole);
      feed(whole, at, 600, true);
      feed(moved, at, 600, true);
      assertThat(StateOutput.bytesOf(moved::write)).isEqualTo(StateOutput.bytesOf(whole::write));
      assertThat(moved.ownPaneIds()).isEqualTo(whole.ownPaneIds());
    }
  }

  @Test
  void stateKeepsThePanesOfBothWindowsApart() {
    Trainer trainer = FACTORY.create(options(), WIDTH, 3, 1);
    feed(trainer, 0, 600, true);
    Set<Long> all = new HashSet<>(trainer.paneIds());
    all.addAll(trainer.ownPaneIds());
    assertThat(all).hasSize(trainer.paneIds().size() + trainer.ownPaneIds().size());
    assertThat(trainer.takeChangedPanes()).containsAll(all);
    assertThat(trainer.takeChangedPanes()).isEmpty();
    all.forEach(id -> assertThat(trainer.paneBytes(id)).isNotEmpty());
  }

  @Test
  void aFloodIsThinnedAndMemoryStaysBounded() {
    Trainer trainer = FACTORY.create(options(), WIDTH, 3, 1);
    feed(trainer, 0, 20_000, true);
    Set<Long> needed = new HashSet<>(trainer.paneIds());
    needed.addAll(trainer.ownPaneIds());
    trainer.release(needed);
    assertThat(ownRows(trainer)).isBetween(200.0, 500.0);
    assertThat(trainer.windowBytes()).isLessThan(64L * 32 * (needed.size() + 2));
  }

  @Test
  void oldOnesLeaveButNotTheLastFew() {
    Trainer trainer = FACTORY.create(options(), WIDTH, 3, 1);
    feed(trainer, 0, 500, true);
    trainer.expire(Fixtures.START, Fixtures.START + 10_000);
    assertThat(ownRows(trainer)).isBetween(250.0, 290.0);
    // What drift has made untrue goes whatever is left.
    trainer.effectsTurned(Fixtures.START + 10_000);
    assertThat(ownRows(trainer)).isZero();
    assertThat(trainer.windowRows()).isZero();
  }

  @Test
  void anotherLayoutKeepsRowsAndGoesOn() throws IOException {
    Trainer trainer = FACTORY.create(options(), WIDTH, 3, 1);
    feed(trainer, 0, 405, true);
    LayoutChange change = new LayoutChange(new int[] {0, 1, 2, -1}, new int[] {0, 1, 2, -1});
    Trainer wider = Objects.requireNonNull(FACTORY.reshape(options(), trainer, change));
    assertThat(wider.layerSizes()).startsWith(4).endsWith(8);
    assertThat(ownRows(wider)).isEqualTo(ownRows(trainer));
    assertThat(wider.windowRows()).isEqualTo(trainer.windowRows());
    Trainer moved =
        FACTORY.read(
            options(), 4, 4, StateInput.of(StateOutput.bytesOf(wider::write)), wider::paneBytes);
    for (Trainer each : new Trainer[] {wider, moved}) {
      for (int i = 0; i < 300; i++) {
        each.experiment(
            new float[] {i % 7, 1, 0, i % 3}, i % 4, i % 5, i % 2, 0.25f, Fixtures.START + 5_000);
      }
    }
    assertThat(StateOutput.bytesOf(moved::write)).isEqualTo(StateOutput.bytesOf(wider::write));
  }

  @Test
  void methodsThatCannotBeCarriedOverSaySo() {
    LearningOptions paper = options("method", "PAPER_EXPLICIT");
    Trainer trainer = FACTORY.create(paper, WIDTH, 3, 1);
    LayoutChange change = new LayoutChange(new int[] {0, 1, 2}, new int[] {0, 1, 2, -1});
    assertThat(FACTORY.reshape(paper, trainer, change)).isNull();
  }
}
