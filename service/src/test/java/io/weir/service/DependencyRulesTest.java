package io.weir.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The service stands on the client alone, and what it says is apart from how it is carried. */
@AnalyzeClasses(packages = "io.weir.service", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
  @ArchTest
  static final ArchRule NO_JOBS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "io.weir.jobs..", "io.weir.console..");

  @ArchTest
  static final ArchRule API_KNOWS_NO_CARRIER =
      noClasses()
          .that()
          .resideInAPackage("io.weir.service.api")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.undertow..", "org.apache.kafka..");

  @ArchTest
  static final ArchRule EVENTS_KNOW_NO_HTTP =
      noClasses()
          .that()
          .resideInAPackage("io.weir.service.events")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.undertow..", "io.weir.service.api..", "io.weir.service.web..");
}
