package io.weir.jobs.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The reference page of the tables, with a {@code CREATE TABLE} statement for every topic. */
final class TableStatements {
  private static final String HEAD =
      """
      # The topics as tables of Flink SQL

      This page is written from the code; the build fails where it is stale. To write it anew, run `TableStatementsTest` with `-Dweir.docs.write=true`. How to use it: [query the topics](../how-to/query.md).

      Every statement lists all fields of its record. Leave out those that you do not need. Names are those of [the records](topics.md); the types
      must be those below. A table may say of a column that it can be null.
      """;

  /**
   * A topic as a table.
   *
   * @param topic its name without the prefix
   * @param eventTime field that event time is; null where rows are no events
   */
  record Table(SqlRecord record, String topic, @Nullable String eventTime) {
    String name() {
      return topic.replace('-', '_');
    }
  }

  /** Every topic. */
  static final List<Table> TABLES =
      List.of(
          new Table(SqlRecord.IMPRESSION, "impressions", "occurredAt"),
          new Table(SqlRecord.TREATMENT, "treatments", "assignedAt"),
          new Table(SqlRecord.OUTCOME, "outcomes", "occurredAt"),
          new Table(SqlRecord.SAMPLE, "samples", "closedAt"),
          new Table(SqlRecord.CAMPAIGN, "campaigns", null),
          new Table(SqlRecord.MODEL, "models", null),
          new Table(SqlRecord.DUAL_PRICE, "dual-prices", null),
          new Table(SqlRecord.BUDGET_STATUS, "budget-status", null),
          new Table(SqlRecord.DEAD_LETTER, "dead-letters", null));

  private TableStatements() {}

  /** Returns the page. */
  static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Table table : TABLES) {
      page.append("\n## ").append(table.topic()).append("\n\n```sql\n");
      page.append(statement(table, "localhost:9092")).append(";\n```\n");
    }
    return page.toString();
  }

  /**
   * Returns the statement for a topic.
   *
   * @param bootstrapServers where the broker is
   */
  static String statement(Table table, String bootstrapServers) {
    List<String> lines = new ArrayList<>();
    for (Schema.Field field : table.record().schema().getFields()) {
      String type = ColumnTypes.of(field.schema()).getLogicalType().asSummaryString();
      lines.add("`" + field.name() + "` " + type);
    }
    if (table.eventTime() != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "WATERMARK FOR `%1$s` AS `%1$s` - INTERVAL '1' MINUTE",
              table.eventTime()));
    }
    return """
        CREATE TABLE `%s` (
          %s
        ) WITH (
          'connector' = 'kafka',
          'topic' = '%s',
          'properties.bootstrap.servers' = '%s',
          'properties.isolation.level' = 'read_committed',
          'scan.startup.mode' = 'earliest-offset',
          'format' = 'weir-single-object',
          'weir-single-object.record' = '%s'
        )"""
        .formatted(
            table.name(),
            String.join(",\n  ", lines),
            "weir." + table.topic(),
            bootstrapServers,
            table.record().recordName());
  }
}
