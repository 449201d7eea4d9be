package io.weir.cli.study;

import io.weir.contract.UnpackedModel;
import io.weir.core.allocation.Policy;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.feature.FeatureRow;
import io.weir.core.scoring.ScoringScratch;
import io.weir.schemas.Model;
import io.weir.simulator.world.Person;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A published model that decides for simulated people, as a client would. */
final class ScoredPeople {
  private final Model model;
  private final UnpackedModel unpacked;
  private final FeatureLayout layout;
  private final FeatureRow row = new FeatureRow();
  private final ScoringScratch scratch = new ScoringScratch();

  ScoredPeople(Model model) {
    this.model = model;
    this.unpacked = UnpackedModel.of(model);
    this.layout = Objects.requireNonNull(unpacked.layout(), "the learner names features");
  }

  /** Returns the numeric features of a person as events carry them. */
  static List<Float> numeric(Person person) {
    List<Float> values = new ArrayList<>();
    for (float value : person.numeric()) {
      values.add(value);
    }
    return values;
  }

  /** Returns the arm that the model gives a person at a price. */
  int decide(Person person, List<Float> numeric, double dualPrice) {
    layout.read(model.getFeatureSet(), numeric, Arrays.asList(person.categorical()), row);
    unpacked.scorer().predict(row, scratch);
    double[] predictions = scratch.predictions();
    int arms = model.getArms().size();
    return Policy.argmax(predictions, 0, predictions, arms, arms, dualPrice);
  }
}
