package io.weir.cli.study;

import io.weir.learner.options.GateOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A method of the study: a name and the learning options that make it.
 *
 * @param name how tables call it
 * @param options overrides of the job's defaults
 */
record StudyMethod(String name, Map<String, String> options) {
  /** A fair rival: as such models are usually trained, one network without decay. */
  private static final Map<String, String> ONE_NETWORK =
      Map.of(
          "learner.trunk.decay", "0",
          "learner.trunk.rate", "1e-3",
          "learner.members", "1",
          "learner.teacher.members", "1");

  /**
   * Returns the methods of the table: the default last, and before it the default behind its gate.
   */
  static List<StudyMethod> all() {
    List<StudyMethod> methods = new ArrayList<>();
    for (String data : List.of("RCT", "OBS", "BOTH", "REPLAY")) {
      methods.add(
          rival("two-stage-" + data.toLowerCase(java.util.Locale.ROOT), "TWO_STAGE_" + data));
    }
    methods.add(rival("paper-implicit", "PAPER_IMPLICIT"));
    methods.add(rival("paper-explicit", "PAPER_EXPLICIT"));
    methods.add(
        new StudyMethod("delta-k1", Map.of("learner.members", "1", "learner.bridge", "NONE")));
    methods.add(new StudyMethod("delta-k4", Map.of("learner.bridge", "NONE")));
    methods.add(new StudyMethod("constant-delta-k4", Map.of("learner.bridge", "CONSTANT")));
    methods.add(
        new StudyMethod("default-gated", Map.of("gate.mode", GateOptions.GATE_MODE.defaultText())));
    methods.add(new StudyMethod("default", Map.of()));
    return methods;
  }

  private static StudyMethod rival(String name, String method) {
    Map<String, String> options = new LinkedHashMap<>(ONE_NETWORK);
    options.put("method", method);
    return new StudyMethod(name, options);
  }

  /**
   * Reads a method from the command line.
   *
   * @param text a name of the table, or {@code NAME:KEY=VALUE;KEY=VALUE} for one of its own; with a
   *     name of the table before a plus sign ({@code NEW+delta-k4:...}) it starts from that one
   * @throws IllegalArgumentException if it is neither
   */
  static StudyMethod parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return all().stream()
          .filter(method -> method.name.equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("unknown method: " + text));
    }
    String name = text.substring(0, colon);
    Map<String, String> options = new LinkedHashMap<>();
    int plus = name.indexOf('+');
    if (plus >= 0) {
      options.putAll(parse(name.substring(plus + 1)).options);
      name = name.substring(0, plus);
    }
    for (String pair : text.substring(colon + 1).split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("not KEY=VALUE: '" + pair + "' in " + text);
      }
      options.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return new StudyMethod(name, options);
  }
}
