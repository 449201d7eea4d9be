package io.weir.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaStoreTest {
  static Stream<Schema> current() {
    return Stream.of(
        Impression.getClassSchema(),
        Treatment.getClassSchema(),
        Outcome.getClassSchema(),
        Campaign.getClassSchema(),
        Sample.getClassSchema(),
        Model.getClassSchema(),
        DualPrice.getClassSchema(),
        BudgetStatus.getClassSchema(),
        DeadLetter.getClassSchema());
  }

  @ParameterizedTest
  @MethodSource("current")
  void theCurrentSchemaIsReleased(Schema schema) {
    assertThat(SchemaStore.released().find(schema.getFullName(), SchemaStore.fingerprint(schema)))
        .as("add a released file for the new %s", schema.getFullName())
        .isNotNull();
  }

  @ParameterizedTest
  @MethodSource("current")
  void theReleasedCopySaysWhatTheCurrentSchemaSays(Schema schema) {
    Schema copy =
        SchemaStore.released().find(schema.getFullName(), SchemaStore.fingerprint(schema));
    assertThat(copy).isNotNull();
    assertThat(copy.toString(true))
        .as("run WriteReleasedSchemas: the doc strings of %s have changed", schema.getFullName())
        .isEqualTo(schema.toString(true));
  }

  @ParameterizedTest
  @MethodSource("current")
  void allVersionsReadEachOther(Schema schema) {
    List<Schema> versions = new ArrayList<>(SchemaStore.released().versions(schema.getFullName()));
    versions.add(schema);
    for (Schema reader : versions) {
      for (Schema writer : versions) {
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType())
            .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("current")
  void everyFieldIsDocumented(Schema schema) {
    assertThat(schema.getDoc()).isNotBlank();
    assertThat(schema.getFields()).allSatisfy(field -> assertThat(field.doc()).isNotBlank());
  }

  @Test
  void nothingButTheContractsRecordsIsReleased() {
    assertThat(SchemaStore.released().recordNames())
        .containsExactlyInAnyOrderElementsOf(current().map(Schema::getFullName).toList());
  }
}
