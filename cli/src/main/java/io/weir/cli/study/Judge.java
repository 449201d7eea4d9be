package io.weir.cli.study;

import io.weir.contract.UnpackedModel;
import io.weir.core.allocation.Policy;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.feature.FeatureRow;
import io.weir.core.scoring.ScoringScratch;
import io.weir.schemas.Model;
import io.weir.simulator.world.PolicyValue;
import io.weir.simulator.world.Response;
import io.weir.simulator.world.SimulatedCampaign;
import io.weir.simulator.world.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Knows what a campaign's policies are truly worth at one time, on individuals that no stream has
 * met: 0 is chance, 1 the oracle, at equal true cost.
 */
final class Judge {
  private static final int INDIVIDUALS = 5_000;
  private static final long STREAM = 51;

  private final SimulatedCampaign campaign;
  private final Truth truth;
  private final List<io.weir.simulator.world.Person> people = new ArrayList<>();
  private final List<List<Float>> numeric = new ArrayList<>();
  private final double[] oldPolicy = new double[2];

  /**
   * Draws the individuals.
   *
   * @param elapsedMillis milliseconds after the world's start
   */
  Judge(SimulatedCampaign campaign, long elapsedMillis) {
    this.campaign = campaign;
    int arms = campaign.world().arms();
    SplittableRandom random = campaign.world().stream(STREAM);
    double[] gains = new double[INDIVIDUALS * arms];
    double[] costs = new double[INDIVIDUALS * arms];
    for (int i = 0; i < INDIVIDUALS; i++) {
      var person = campaign.world().drawPerson(random);
      people.add(person);
      List<Float> values = new ArrayList<>();
      for (float value : person.numeric()) {
        values.add(value);
      }
      numeric.add(values);
      Response response = campaign.world().respond(person, elapsedMillis);
      for (int arm = 0; arm < arms; arm++) {
        gains[i * arms + arm] = response.gain(arm);
        costs[i * arms + arm] = response.visibleCosts()[arm];
      }
      int old = campaign.oldPolicy().choose(person, random);
      oldPolicy[0] += response.gain(old) / INDIVIDUALS;
      oldPolicy[1] += response.costs()[old] / INDIVIDUALS;
    }
    this.truth = new Truth(gains, costs, INDIVIDUALS, arms);
  }

  /** Value of the policy that ran before. */
  PolicyValue oldPolicy() {
    return PolicyValue.of(truth, oldPolicy[0], oldPolicy[1]);
  }

  /** Value of a published model at a price. */
  PolicyValue value(Model model, double dualPrice) {
    UnpackedModel unpacked = UnpackedModel.of(model);
    FeatureLayout layout = Objects.requireNonNull(unpacked.layout(), "the learner names features");
    FeatureRow row = new FeatureRow();
    ScoringScratch scratch = new ScoringScratch();
    int arms = truth.arms();
    double gain = 0;
    double cost = 0;
    for (int i = 0; i < INDIVIDUALS; i++) {
      layout.read(
          model.getFeatureSet(), numeric.get(i), Arrays.asList(people.get(i).categorical()), row);
      unpacked.scorer().predict(row, scratch);
      double[] predictions = scratch.predictions();
      int arm = Policy.argmax(predictions, 0, predictions, arms, arms, dualPrice);
      gain += truth.gain(i, arm) / INDIVIDUALS;
      cost += truth.cost(i, arm) / INDIVIDUALS;
    }
    return PolicyValue.of(truth, gain, cost);
  }
}
