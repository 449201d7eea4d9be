package io.weir.cli.campaign;

import io.weir.contract.Problem;
import io.weir.contract.Suggestions;
import io.weir.core.option.Option;
import io.weir.learner.options.LearningOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is wrong with a campaign's learning options, each by its key. */
public final class LearningOptionProblems {
  private static final Map<String, Option<?>> OPTIONS =
      LearningOptions.all().stream().collect(Collectors.toMap(Option::key, option -> option));
  private static final List<String> KEYS = OPTIONS.keySet().stream().sorted().toList();

  private LearningOptionProblems() {}

  /** Returns a problem for every key that is unknown and every value that is not allowed. */
  public static List<Problem> of(Map<String, String> learning) {
    List<Problem> problems = new ArrayList<>();
    new TreeMap<>(learning)
        .forEach(
            (key, value) -> {
              String path = "learning[" + key + "]";
              Option<?> option = OPTIONS.get(key);
              if (option == null && !LearningOptions.retired().contains(key)) {
                problems.add(
                    new Problem(path, "is no learning option" + Suggestions.didYouMean(key, KEYS)));
              } else if (option != null) {
                wrong(option, value).ifPresent(wrong -> problems.add(new Problem(path, wrong)));
              }
            });
    return problems;
  }

  private static Optional<String> wrong(Option<?> option, String value) {
    try {
      option.parse(value);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
