package io.weir.ops;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What can be said of all modules together. No class that nobody needs: whatever no command, job,
 * benchmark or service loader can reach is there for its own tests alone.
 */
class DeadCodeTest {
  private static final String BENCHMARK = "org.openjdk.jmh.annotations.Benchmark";

  /** Classes that are reached in ways that byte code does not show, and how. */
  private static final Map<String, String> REACHED_OTHERWISE =
      Map.of("io.weir.openfeature.WeirProvider", "applications give it to OpenFeature");

  private static final JavaClasses CLASSES = new ClassFileImporter().importPaths(builtModules());

  @Test
  void everyClassIsReachedFromAnEntryPoint() {
    Set<String> entries = entryPoints();
    Set<String> unseen = dead(reachedFrom(entries));
    assertThat(unseen).as("exceptions that none needs").containsAll(REACHED_OTHERWISE.keySet());
    entries.addAll(REACHED_OTHERWISE.keySet());
    assertThat(dead(reachedFrom(entries))).as("reached by tests alone").isEmpty();
  }

  @Test
  void aClassWithoutAnEntryPointIsFound() {
    assertThat(dead(Set.of())).contains("io.weir.jobs.budget.BudgetFunction");
    Set<String> entries = entryPoints();
    entries.removeIf(name -> name.startsWith("io.weir.simulator.pacing."));
    assertThat(dead(reachedFrom(entries))).contains("io.weir.simulator.pacing.PacingStudy");
  }

  /** A package can be read, moved and tested without those that need it. */
  @Test
  void noTwoPackagesKnowEachOther() {
    slices().matching("io.weir.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** Benchmarks measure what services do not see. */
  @Test
  void internalsOfTheClientAreItsOwn() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.weir.client..", "io.weir.benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.weir.client.internal..")
        .check(CLASSES);
  }

  /** What core shows; the rest is for those that learn, and may change with any release. */
  @Test
  void theInsideOfCoreIsForThoseThatLearn() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.weir.client..",
            "io.weir.service..",
            "io.weir.contract..",
            "io.weir.formats..",
            "io.weir.kafka..",
            "io.weir.console..",
            "io.weir.openfeature..",
            "io.weir.simulator..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.weir.core..")
                .and(
                    not(
                        resideInAnyPackage(
                            "io.weir.core.allocation",
                            "io.weir.core.feature",
                            "io.weir.core.hash",
                            "io.weir.core.holdout",
                            "io.weir.core.learner",
                            "io.weir.core.money",
                            "io.weir.core.network",
                            "io.weir.core.option",
                            "io.weir.core.pacing",
                            "io.weir.core.scoring"))))
        .check(CLASSES);
  }

  private static List<Path> builtModules() {
    List<Path> modules =
        Repository.modules().stream()
            .map(module -> module.resolve("target/classes"))
            .filter(Files::isDirectory)
            .toList();
    assertThat(modules).hasSizeGreaterThan(10);
    return modules;
  }

  private static Set<String> entryPoints() {
    Set<String> entries = new HashSet<>();
    for (JavaClass type : CLASSES) {
      boolean main = type.tryGetMethod("main", String[].class).isPresent();
      boolean measured = type.getMethods().stream().anyMatch(m -> m.isAnnotatedWith(BENCHMARK));
      if (main || measured) {
        entries.add(type.getName());
      }
    }
    for (Path module : Repository.modules()) {
      Path services = module.resolve("src/main/resources/META-INF/services");
      if (Files.isDirectory(services)) {
        Repository.files(services.toString(), "").stream()
            .filter(Files::isRegularFile)
            .flatMap(file -> Repository.text(file).lines())
            .forEach(entries::add);
      }
    }
    return entries;
  }

  /** What a class names is reached with it, and so is its twin of the other precision. */
  private static Set<String> reachedFrom(Set<String> entries) {
    Set<String> reached = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(entries);
    while (!next.isEmpty()) {
      String name = next.remove();
      if (!CLASSES.contain(name) || !reached.add(name)) {
        continue;
      }
      JavaClass type = CLASSES.get(name);
      type.getDirectDependenciesFromSelf()
          .forEach(uses -> next.add(uses.getTargetClass().getBaseComponentType().getName()));
      type.getEnclosingClass().ifPresent(outer -> next.add(outer.getName()));
      next.add(name.replace(".f32.", ".f64."));
      next.add(name.replace(".f64.", ".f32."));
    }
    return reached;
  }

  private static Set<String> dead(Set<String> reached) {
    Set<String> written = new HashSet<>();
    for (Path module : Repository.modules()) {
      Path sources = module.resolve("src/main/java");
      if (Files.isDirectory(sources)) {
        Repository.files(sources.toString(), ".java").stream()
            .map(file -> sources.relativize(file).toString())
            .map(file -> file.substring(0, file.length() - 5).replace('/', '.'))
            .forEach(written::add);
      }
    }
    Stream<String> all = CLASSES.stream().map(JavaClass::getName);
    return all.filter(written::contains)
        .filter(name -> !name.endsWith("package-info") && !reached.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
