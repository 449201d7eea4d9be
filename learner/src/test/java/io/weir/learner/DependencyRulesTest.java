package io.weir.learner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;

/** What lets the learner run in a job, a plain loop and a test alike, and be read room by room. */
@AnalyzeClasses(packages = "io.weir.learner", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
  @ArchTest
  static final ArchRule NO_STREAMING_LIBRARY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

  @ArchTest
  static final ArchRule IMPORTS_POINT_ONE_WAY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.weir.jobs..",
              "io.weir.client..",
              "io.weir.simulator..",
              "io.weir.console..",
              "io.weir.cli..");

  @ArchTest
  static final ArchRule NO_TWO_PACKAGES_KNOW_EACH_OTHER =
      slices().matching("io.weir.learner.(*)..").should().beFreeOfCycles();

  /** The learner itself puts the packages together; none of them looks up to it. */
  @ArchTest
  static final ArchRule NO_PACKAGE_KNOWS_THE_TOP =
      noClasses()
          .that()
          .resideInAPackage("io.weir.learner.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.weir.learner");

  /** A replay must draw the same numbers: core's generator has a state that can be saved. */
  @ArchTest
  static final ArchRule NO_RANDOMNESS_WITHOUT_STATE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .callMethod(Math.class, "random");

  /** What is learned depends on the stream alone. Time spent may be measured, not told. */
  @ArchTest
  static final ArchRule NO_WALL_CLOCK =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now");
}
