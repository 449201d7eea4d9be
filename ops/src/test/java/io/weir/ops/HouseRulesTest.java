package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Files and packages stay as small as a reader can hold. */
class HouseRulesTest {
  private static final int LONGEST_FILE = 400;
  private static final int LONGEST_MEDIAN = 90;
  private static final int MOST_TYPES = 20;

  @Test
  void filesAreShort() {
    List<Integer> lengths = new ArrayList<>();
    for (Path source : sources()) {
      int lines = (int) Repository.text(source).lines().count();
      assertThat(lines).as("lines of %s", source).isLessThanOrEqualTo(LONGEST_FILE);
      lengths.add(lines);
    }
    lengths.sort(null);
    assertThat(lengths.get(lengths.size() / 2)).as("median").isLessThanOrEqualTo(LONGEST_MEDIAN);
  }

  @Test
  void packagesAreSmall() {
    Map<Path, Integer> types = new TreeMap<>();
    for (Path source : sources()) {
      if (!source.endsWith("package-info.java")) {
        types.merge(source.getParent(), 1, Integer::sum);
      }
    }
    assertThat(types).hasSizeGreaterThan(50);
    types.forEach(
        (directory, count) ->
            assertThat(count).as("types of %s", directory).isLessThanOrEqualTo(MOST_TYPES));
  }

  private static List<Path> sources() {
    List<Path> sources = new ArrayList<>();
    for (Path module : Repository.modules()) {
      sources.addAll(Repository.files(module.resolve("src").toString(), ".java"));
    }
    assertThat(sources).hasSizeGreaterThan(500);
    return sources;
  }
}
