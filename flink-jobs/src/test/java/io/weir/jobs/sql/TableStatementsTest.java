package io.weir.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TableStatementsTest {
  @Test
  void thePageIsWhatTheRecordsAre() throws Exception {
    Path page = Path.of("../docs/reference/sql.md");
    if (Boolean.getBoolean("weir.docs.write")) {
      Files.writeString(page, TableStatements.page());
    }
    assertThat(Files.readString(page))
        .as("stale: run this test with -Dweir.docs.write=true")
        .isEqualTo(TableStatements.page());
  }

  @Test
  void everyRecordHasATable() {
    assertThat(TableStatements.TABLES)
        .extracting(TableStatements.Table::record)
        .containsExactly(SqlRecord.values());
  }
}
