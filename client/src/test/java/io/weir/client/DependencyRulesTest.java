package io.weir.client;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** A service that decides must not carry a stream processor. */
@AnalyzeClasses(packages = "io.weir.client", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
  @ArchTest
  static final ArchRule NO_FLINK =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "io.weir.jobs..");

  @ArchTest
  static final ArchRule ENGINE_KNOWS_NO_KAFKA =
      noClasses()
          .that()
          .resideInAnyPackage("io.weir.client.decision", "io.weir.client.internal.engine")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule NO_TWO_PACKAGES_KNOW_EACH_OTHER =
      slices().matching("io.weir.client.(**)").should().beFreeOfCycles();

  /** What a service sees names nothing that may change with any release. */
  @ArchTest
  static final ArchRule NOTHING_INTERNAL_IS_SHOWN =
      noMethods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage("io.weir.client.internal..")
          .should()
          .haveRawReturnType(resideInAPackage("io.weir.client.internal.."))
          .orShould()
          .haveRawParameterTypes(
              describe(
                  "any internal",
                  types -> types.stream().anyMatch(resideInAPackage("io.weir.client.internal.."))));

  @Test
  void flinkIsNotOnTheClassPathEither() {
    assertThatThrownBy(() -> Class.forName("org.apache.flink.api.common.JobID"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
