package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every link, file and class that the documentation names is there, and every page is linked. */
class DocumentationLinksTest {
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\\s]+)[^`]*`");
  private static final Pattern CLASS = Pattern.compile("io(?:\\.[a-z0-9]+)+\\.[A-Z]\\w*");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  /** What is made by building or running, and so is not in a clone. */
  private static final Pattern MADE = Pattern.compile(".*(/target/|^\\.weir/|[*{<]).*");

  private static final Set<String> CLASSES =
      Repository.files("", ".java").stream()
          .map(DocumentationLinksTest::className)
          .collect(Collectors.toSet());

  @Test
  void linksAndTheirAnchorsResolve() {
    assertThat(broken("[x](CONTRIBUTING.md#no-such-heading) [y](no-such-page.md)")).hasSize(2);
    for (Path page : pages()) {
      assertThat(brokenLinks(page, prose(page))).as("broken links of %s", page).isEmpty();
    }
  }

  @Test
  void filesAndClassesThatAreNamedExist() {
    assertThat(missing("`examples/no-such-file` `io.weir.core.NoSuchClass`")).hasSize(2);
    for (Path page : pages()) {
      assertThat(missing(prose(page))).as("named in %s, not there", page).isEmpty();
    }
  }

  @Test
  void everyPageCanBeReachedFromTheReadme() {
    Set<Path> reached = new TreeSet<>();
    List<Path> next = new ArrayList<>(List.of(Repository.path("README.md")));
    while (!next.isEmpty()) {
      Path page = next.remove(next.size() - 1);
      if (page.toString().endsWith(".md") && reached.add(page)) {
        targets(prose(page)).forEach(target -> next.add(resolve(page, target)));
      }
    }
    assertThat(reached).containsAll(pages());
  }

  private static List<Path> pages() {
    List<Path> pages = new ArrayList<>(Repository.files("docs", ".md"));
    pages.add(Repository.path("README.md"));
    pages.add(Repository.path("CONTRIBUTING.md"));
    return pages;
  }

  private static String prose(Path page) {
    return CODE_BLOCK.matcher(Repository.text(page)).replaceAll("");
  }

  private static List<String> broken(String text) {
    return brokenLinks(Repository.path("README.md"), text);
  }

  private static List<String> brokenLinks(Path page, String text) {
    return targets(text).stream().filter(target -> !resolves(page, target)).toList();
  }

  private static List<String> targets(String text) {
    return LINK.matcher(text)
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.matches("(https?|mailto):.*"))
        .toList();
  }

  private static Path resolve(Path page, String target) {
    String path = target.replaceFirst("#.*", "");
    return path.isEmpty() ? page : page.resolveSibling(path).normalize();
  }

  private static boolean resolves(Path page, String target) {
    Path file = resolve(page, target);
    int hash = target.indexOf('#');
    return Files.exists(file)
        && (hash < 0 || anchors(Repository.text(file)).contains(target.substring(hash + 1)));
  }

  /** Anchors as GitHub makes them of headings. */
  private static Set<String> anchors(String text) {
    return HEADING
        .matcher(CODE_BLOCK.matcher(text).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static List<String> missing(String text) {
    return CODE.matcher(text)
        .results()
        .map(code -> code.group(1))
        .filter(name -> !exists(name))
        .toList();
  }

  private static boolean exists(String name) {
    List<String> classes = CLASS.matcher(name).results().map(MatchResult::group).toList();
    if (name.startsWith("io.weir.")) {
      return CLASSES.containsAll(classes);
    }
    int slash = name.indexOf('/');
    boolean file = slash > 0 && Files.isDirectory(Repository.path(name.substring(0, slash)));
    return !file || MADE.matcher(name).matches() || Files.exists(Repository.path(name));
  }

  private static String className(Path source) {
    String path = source.toString();
    int start = path.lastIndexOf("/io/weir/");
    return start < 0 ? "" : path.substring(start + 1, path.length() - 5).replace('/', '.');
  }
}
