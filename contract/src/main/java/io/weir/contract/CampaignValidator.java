package io.weir.contract;

import io.weir.core.learner.StreamLearnerOptions;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The one validator of campaign records. Jobs, client, console and command line all ask it, so that
 * none acts by a record that another refuses. It lists every problem at once.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CampaignValidator {
  private final LearningOptionsCheck learning;

  /**
   * Makes a validator.
   *
   * @param learning checks the options of the {@code learning} map; those of the learner itself,
   *     whose keys start with {@code learner.}, are checked besides
   */
  public CampaignValidator(LearningOptionsCheck learning) {
    this.learning = learning;
  }

  /** Returns everything that is wrong with the campaign by itself; empty if nothing is. */
  public List<Problem> problems(Campaign campaign) {
    Problems problems = new Problems();
    problems.identifier("campaignId", campaign.getCampaignId());
    problems.in(Ranges.VERSION, "version", campaign.getVersion());
    problems.in(
        Ranges.ATTRIBUTION_WINDOW_MILLIS, "attributionWindowMs", campaign.getAttributionWindowMs());
    boolean sized = checkFeatures(campaign, problems);
    ArmRules.check(campaign, problems);
    problems.in(Ranges.POLICY_SHARE, "policyShare", campaign.getPolicyShare());
    BudgetRules.check(campaign.getBudget(), problems);
    if (campaign.getHoldoutSpendCapMicros() != null) {
      problems.in(
          Ranges.BUDGET_MICROS, "holdoutSpendCapMicros", campaign.getHoldoutSpendCapMicros());
    }
    if (campaign.getRevenueUnit() != null) {
      problems.length(Ranges.REVENUE_UNIT_LENGTH, "revenueUnit", campaign.getRevenueUnit());
    }
    checkLearning(campaign, problems, sized);
    return problems.list();
  }

  private static boolean checkFeatures(Campaign campaign, Problems problems) {
    problems.length(Ranges.IDENTIFIER_LENGTH, "featureSet", campaign.getFeatureSet());
    Set<String> names = new HashSet<>();
    List<String> numeric = campaign.getNumericFeatures();
    List<CategoricalFeature> categorical = campaign.getCategoricalFeatures();
    boolean sized =
        problems.in(Ranges.NUMERIC_FEATURES, "numericFeatures", numeric.size())
            & problems.in(Ranges.CATEGORICAL_FEATURES, "categoricalFeatures", categorical.size());
    for (int i = 0; i < numeric.size(); i++) {
      checkName("numericFeatures[" + i + "]", numeric.get(i), names, problems);
    }
    for (int i = 0; i < categorical.size(); i++) {
      String path = "categoricalFeatures[" + i + "]";
      checkName(path + ".name", categorical.get(i).getName(), names, problems);
      sized &= problems.in(Ranges.BUCKETS, path + ".buckets", categorical.get(i).getBuckets());
    }
    checkNullable(campaign.getNullableFeatures(), names, problems);
    return sized
        && problems.in(
            Ranges.INPUT_COLUMNS,
            "numericFeatures, buckets of categoricalFeatures and nullableFeatures",
            ModelSize.columns(campaign));
  }

  private static void checkNullable(List<String> nullable, Set<String> names, Problems problems) {
    Set<String> told = new HashSet<>();
    for (int i = 0; i < nullable.size(); i++) {
      String name = nullable.get(i);
      String path = "nullableFeatures[" + i + "]";
      if (!names.contains(name)) {
        problems.add(
            path, "is no feature of the campaign: " + name + Suggestions.didYouMean(name, names));
      } else if (!told.add(name)) {
        problems.add(path, "occurs twice: " + name);
      }
    }
  }

  private static void checkName(String path, String name, Set<String> names, Problems problems) {
    if (problems.identifier(path, name) && !names.add(name)) {
      problems.add(path, "occurs twice: " + name);
    }
  }

  private void checkLearning(Campaign campaign, Problems problems, boolean sized) {
    problems.addAll(learning.problems(campaign.getLearning()));
    StreamLearnerOptions options;
    try {
      options = StreamLearnerOptions.parse(campaign.getLearning());
    } catch (IllegalArgumentException e) {
      problems.add("learning", String.valueOf(e.getMessage()));
      return;
    }
    if (sized && Ranges.ARMS.contains(campaign.getArms().size())) {
      ModelSize size = ModelSize.of(campaign, options);
      if (!Ranges.MODEL_BYTES.contains(size.bytes())) {
        problems.add(
            "learning",
            "a model would be too large: "
                + size.describe()
                + ", allowed: "
                + Ranges.MODEL_BYTES
                + "; fewer buckets, learner.hidden or learner.members make it smaller");
      }
    }
  }
}
