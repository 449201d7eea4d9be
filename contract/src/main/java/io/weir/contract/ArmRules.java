package io.weir.contract;

import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import io.weir.schemas.Holdout;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is asked of arms and of the holdout that draws them. */
final class ArmRules {
  private static final double SUM_TOLERANCE = 1e-6;

  private ArmRules() {}

  static void check(Campaign campaign, Problems problems) {
    List<Arm> arms = campaign.getArms();
    problems.in(Ranges.ARMS, "arms", arms.size());
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < arms.size(); i++) {
      String path = "arms[" + i + "].armId";
      String id = arms.get(i).getArmId();
      if (problems.identifier(path, id) && !ids.add(id)) {
        problems.add(path, "occurs twice: " + id);
      }
      problems.length(Ranges.TEXT_LENGTH, "arms[" + i + "].name", arms.get(i).getName());
    }
    checkHoldout(campaign.getHoldout(), ids, problems);
  }

  private static void checkHoldout(Holdout holdout, Set<String> arms, Problems problems) {
    problems.in(Ranges.HOLDOUT_RATE, "holdout.rate", holdout.getRate());
    if (problems.identifier("holdout.salt", holdout.getSalt())) {
      for (String draw : List.of(":arm", ":share")) {
        if (holdout.getSalt().endsWith(draw)) {
          // Further draws hash "salt:arm:id" and the like: its first would be another's further.
          problems.add("holdout.salt", "must not end with \"" + draw + "\"");
        }
      }
    }
    double sum = 0;
    for (Map.Entry<String, Double> entry :
        new TreeMap<>(holdout.getArmProbabilities()).entrySet()) {
      String path = "holdout.armProbabilities[" + entry.getKey() + "]";
      double probability = entry.getValue();
      if (!arms.contains(entry.getKey())) {
        problems.add(path, "is no arm of the campaign");
      }
      // Zero is allowed: such an arm is never drawn.
      if (probability != 0) {
        problems.in(Ranges.PROPENSITY, path, probability);
      }
      sum += probability;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      problems.add("holdout.armProbabilities", "must sum to 1, sum to " + sum);
    }
  }
}
