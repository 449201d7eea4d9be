package io.weir.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** What keeps jobs apart, their state readable by later releases, and their replays equal. */
@AnalyzeClasses(packages = "io.weir.jobs", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
  /** Jobs meet in topics alone, so that each can be upgraded, replayed or fail by itself. */
  @ArchTest
  static final ArchRule JOBS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("io.weir.jobs.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              describe("any job", type -> true), resideInAPackage("io.weir.jobs.common.."));

  /** The join can be read, and tested, without the operator; the operator without the graph. */
  @ArchTest
  static final ArchRule ROOMS_OF_ATTRIBUTION_IMPORT_ONE_WAY =
      slices().matching("io.weir.jobs.(attribution..)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule COMMON_KNOWS_NO_JOB =
      noClasses()
          .that()
          .resideInAPackage("io.weir.jobs.common..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.weir.jobs.attribution..", "io.weir.jobs.learning..", "io.weir.jobs.budget..");

  @ArchTest
  static final ArchRule IMPORTS_POINT_ONE_WAY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.weir.client..", "io.weir.simulator..", "io.weir.console..", "io.weir.cli..");

  /** State in Kryo or generic records cannot be read once its class has changed. */
  @ArchTest
  static final ArchRule NO_STATE_THAT_CANNOT_EVOLVE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "(com\\.esotericsoftware\\..*|org\\.apache\\.avro\\.generic\\.GenericRecord"
                  + "|org\\.apache\\.flink\\.api\\.java\\.typeutils\\.GenericTypeInfo)");

  /** A descriptor made from a class lets Flink guess the serializer, and with it the format. */
  @ArchTest
  static final ArchRule SERIALIZERS_OF_STATE_ARE_NAMED =
      noClasses()
          .should()
          .callConstructor(ValueStateDescriptor.class, String.class, Class.class)
          .orShould()
          .callConstructor(ListStateDescriptor.class, String.class, Class.class)
          .orShould()
          .callConstructor(MapStateDescriptor.class, String.class, Class.class, Class.class);

  /** A replay must draw the same numbers: core's generator has a state that can be saved. */
  @ArchTest
  static final ArchRule NO_RANDOMNESS_WITHOUT_STATE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .callMethod(Math.class, "random");
}
