package io.weir.core.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No number of a golden file goes unused: every name in it is spelled out by a test. */
class GoldenCoverageTest {
  private static final Path TESTS = Path.of("src/test/java/io/weir/core");

  /** Estimates of a policy's value are the backtest's, and so are the tests of those numbers. */
  private static final Path ESTIMATES =
      Path.of("..", "backtest", "src", "test", "java", "io", "weir", "backtest", "evaluate");

  /** What a file says about itself; and the modes, whose names tests put together. */
  private static final Set<String> OTHERS =
      Set.of("name", "seed", "conventions", "mode_flow", "mode_sgfp", "mode_frozen");

  @ParameterizedTest
  @ValueSource(strings = {"alloc_m4", "relu_m3", "tanh_m2", "softplus_m5", "ridge_linear_m3"})
  void everyNameIsUsed(String file) throws IOException {
    Set<String> names = new TreeSet<>();
    collect(
        new ObjectMapper().readTree(Path.of("src/test/resources/golden", file + ".json").toFile()),
        names);
    names.removeAll(OTHERS);
    String sources = sources();
    assertThat(names).hasSizeGreaterThan(10);
    assertThat(names).allMatch(name -> named(sources, name));
  }

  private static boolean named(String sources, String name) {
    return sources.contains("\"" + name + "\"")
        || sources.contains("/" + name + "\"")
        || sources.contains("\"" + name + "/")
        || sources.contains("/" + name + "/");
  }

  private static void collect(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> collect(child, names));
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(TESTS)) {
      List<Path> tests =
          files
              .filter(path -> path.toString().endsWith("Test.java"))
              .filter(path -> !path.endsWith("GoldenCoverageTest.java"))
              .toList();
      for (Path test : tests) {
        all.append(Files.readString(test));
      }
    }
    all.append(Files.readString(ESTIMATES.resolve("SelfNormalizedGoldenTest.java")));
    return all + Files.readString(TESTS.resolve("f64/bilevel/GoldenProblem.java"));
  }
}
