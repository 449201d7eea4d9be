package io.weir.cli.campaign;

import io.weir.contract.Problem;
import io.weir.contract.Suggestions;
import io.weir.core.learner.OptionDefinition;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.learner.options.LearningOption;
import io.weir.learner.options.LearningOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with a campaign's learning options, each by its key. */
public final class LearningOptionProblems {
  private static final Map<String, LearningOption<?>> OPTIONS =
      LearningOptions.all().stream()
          .collect(Collectors.toMap(LearningOption::key, option -> option));
  private static final List<String> LEARNER_KEYS =
      StreamLearnerOptions.definitions().stream().map(OptionDefinition::key).toList();
  private static final List<String> KEYS =
      Stream.concat(OPTIONS.keySet().stream(), LEARNER_KEYS.stream()).sorted().toList();

  private LearningOptionProblems() {}

  /** Returns a problem for every key that is unknown and every value that is not allowed. */
  public static List<Problem> of(Map<String, String> learning) {
    List<Problem> problems = new ArrayList<>();
    new TreeMap<>(learning)
        .forEach(
            (key, value) -> {
              String path = "learning[" + key + "]";
              if (!KEYS.contains(key)) {
                problems.add(
                    new Problem(path, "is no learning option" + Suggestions.didYouMean(key, KEYS)));
                return;
              }
              String wrong = wrong(key, value);
              if (!wrong.isEmpty()) {
                problems.add(new Problem(path, wrong));
              }
            });
    return problems;
  }

  private static String wrong(String key, String value) {
    try {
      LearningOption<?> option = OPTIONS.get(key);
      if (option == null) {
        StreamLearnerOptions.parse(Map.of(key, value));
      } else {
        option.parse(value);
      }
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
