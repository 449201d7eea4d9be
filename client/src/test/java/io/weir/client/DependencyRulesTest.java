package io.weir.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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

  @Test
  void flinkIsNotOnTheClassPathEither() {
    assertThatThrownBy(() -> Class.forName("org.apache.flink.api.common.JobID"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
