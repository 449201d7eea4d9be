package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weir.core.state.StateOutput;
import io.weir.learner.state.SnapshotReader;
import io.weir.learner.state.SnapshotWriter;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.learner.train.Trainer;
import io.weir.schemas.Campaign;
import io.weir.schemas.Sample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every piece of a learner's state is read as it was written, wherever the learner stands. */
class SnapshotTest {
  private static final CoreTrainerFactory TRAINERS = new CoreTrainerFactory();

  private final Set<String> seen = new TreeSet<>();

  private static Map<String, String> options() {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("gate.mode", "LOWER_BOUND");
    options.put("gate.min-evidence", "60");
    options.put("budget.per-impression-micros", "800000");
    options.put("rival", "BOTH");
    return options;
  }

  private static Map<String, byte[]> parts(OnlineLearner learner) throws Exception {
    Map<String, byte[]> parts = new TreeMap<>();
    SnapshotWriter writer = new SnapshotWriter();
    learner.putInto(writer);
    writer.flush(
        new HashSet<>(),
        new SnapshotWriter.Store() {
          @Override
          public void put(String name, byte[] bytes) {
            parts.put(name, bytes);
          }

          @Override
          public void remove(String name) {
            parts.remove(name);
          }
        });
    return parts;
  }

  /** Reads a snapshot, holds what would be written of it to what was, and goes on with it. */
  private OnlineLearner moved(OnlineLearner learner) throws Exception {
    Map<Long, byte[]> panes = new HashMap<>();
    Trainer trainer = learner.trainer();
    if (trainer != null) {
      learner.neededPanes().forEach(id -> panes.put(id, trainer.paneBytes(id)));
      trainer.release(learner.neededPanes());
    }
    Map<String, byte[]> parts = parts(learner);
    OnlineLearner read =
        OnlineLearner.read(new SnapshotReader(parts), TRAINERS, Map.of(), panes::get);
    Map<String, byte[]> again = parts(read);
    assertThat(again.keySet()).isEqualTo(parts.keySet());
    parts.forEach(
        (name, bytes) ->
            assertThat(Arrays.equals(comparable(name, again.get(name)), comparable(name, bytes)))
                .as(name)
                .isTrue());
    parts.keySet().forEach(name -> seen.add(name.replaceAll("/.*", "")));
    return read;
  }

  /** Maps inside of records come back in any order. */
  private static byte[] comparable(String name, byte[] bytes) {
    byte[] copy = bytes.clone();
    if (name.matches("campaign|history/.*|live|waiting|two-stage|solve-inputs")) {
      Arrays.sort(copy);
    }
    return copy;
  }

  @Test
  void everyPieceIsReadAsItWasWritten() throws Exception {
    OnlineLearner learner = moved(new OnlineLearner(new LearnerState(), TRAINERS, Map.of()));
    learner.configure(Fixtures.campaign("c", 1, options()), 0, (model, price, shadow) -> {});
    List<Sample> samples = Fixtures.samples("c", 4_000, 61);
    for (int i = 0; i < samples.size(); i++) {
      if (i == 3_500) {
        learner.configure(withIncome(), 0, (model, price, shadow) -> {});
      }
      Sample sample = samples.get(i);
      if (i >= 3_500) {
        sample.setNumericFeatures(List.of(1f * i, 40f, 2f));
      }
      if (learner.ready()) {
        learner.accept(sample, 0, (model, price, shadow) -> {});
      } else {
        learner.warmUp(sample);
      }
      if (i % 97 == 0) {
        learner = moved(learner);
      }
    }
    assertThat(seen)
        .contains(
            "campaign",
            "counts",
            "effect-drift",
            "history",
            "holdout-validity",
            "judged",
            "judging",
            "live",
            "prequential",
            "scaling",
            "solve-inputs",
            "solve-records",
            "traffic",
            "trainer",
            "two-stage",
            "versions",
            "waiting",
            "warm-up-values",
            "young-features");
  }

  private static Campaign withIncome() {
    Campaign campaign = Fixtures.campaign("c", 2, options());
    campaign.setNumericFeatures(List.of("income", "age", "visits"));
    return campaign;
  }

  @Test
  void whatNobodyKnowsIsRefusedByName() throws Exception {
    OnlineLearner learner = new OnlineLearner(new LearnerState(), TRAINERS, Map.of());
    Map<String, byte[]> parts = parts(learner);
    parts.put("counts", StateOutput.bytesOf(out -> out.begin(99)));
    assertThat(
            catchThrowable(
                () ->
                    OnlineLearner.read(
                        new SnapshotReader(parts), TRAINERS, Map.of(), id -> new byte[0])))
        .hasMessage("counts of unknown format 99");
  }
}
