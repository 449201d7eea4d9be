package io.weir.learner.options;

import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.option.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The reference of learning options, from their definitions. Run by hand after an option has
 * changed; the argument is the file to write, {@code docs/reference/learning-options.md}.
 */
public final class OptionsReference {
  private static final String HEAD =
      """
      # Learning options

      This page is written from the code; the build fails where it is stale. To write it anew, run `OptionsReference` from the tests of `learner`.

      `--learning KEY=VALUE` gives a default of the job. A campaign's `learning` map wins. An option marked "rebuilds" starts a new learner, and so do
      `learner.hidden`, `learner.activation`, `learner.members`, `learner.teacher.members` and `learner.bridge`; every other option takes effect on the next sample.
      """;

  private OptionsReference() {}

  public static void main(String[] args) throws IOException {
    Files.createDirectories(Path.of(args[0]).toAbsolutePath().getParent());
    Files.writeString(Path.of(args[0]), markdown());
  }

  static String markdown() {
    StringBuilder text = new StringBuilder(HEAD);
    section(text, "Slides, window and warm-up", TrainingOptions.all());
    section(text, "Gate, alarms and history", GateOptions.all());
    section(text, "Budget and prices", PricingOptions.all());
    section(text, "Drift", DriftOptions.all());
    section(text, "The learner itself", settled());
    section(
        text,
        "Experimental: they may change or go with any release",
        Stream.of(StreamLearnerOptions.experimental(), ExperimentalOptions.all())
            .<Option<?>>flatMap(List::stream)
            .toList());
    text.append(
        "\n## Retired\n\nTaken and without effect, so that a campaign that names one goes on: ");
    text.append(
        String.join(", ", LearningOptions.retired().stream().map(k -> "`" + k + "`").toList()));
    return text.append(".\n").toString();
  }

  private static List<Option<?>> settled() {
    List<Option<?>> all = new ArrayList<>(StreamLearnerOptions.definitions());
    all.removeAll(StreamLearnerOptions.experimental());
    return all;
  }

  private static void section(StringBuilder text, String title, List<Option<?>> options) {
    begin(text, title);
    options.forEach(o -> row(text, o.key(), o.defaultText(), o.range(), o.description()));
  }

  private static void begin(StringBuilder text, String title) {
    text.append("\n## ").append(title).append("\n\n");
    text.append("| option | default | allowed | what it does |\n|---|---|---|---|\n");
  }

  private static void row(
      StringBuilder text, String key, String value, String range, String description) {
    text.append("| `%s` | `%s` | %s | %s |\n".formatted(key, value, range, description));
  }
}
