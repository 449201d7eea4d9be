package io.weir.jobs.sql;

import io.weir.contract.Suggestions;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/**
 * The SQL format {@code weir-single-object}: Avro single-object encoding with every released
 * schema. A table may have any of a record's fields as columns, in any order, by their names.
 */
public final class SingleObjectFormatFactory implements DeserializationFormatFactory {
  static final String IDENTIFIER = "weir-single-object";

  private static final ConfigOption<String> RECORD =
      ConfigOptions.key("record")
          .stringType()
          .noDefaultValue()
          .withDescription("Record on the topic, such as Sample.");

  static final ConfigOption<Boolean> IGNORE_ERRORS =
      ConfigOptions.key("ignore-errors")
          .booleanType()
          .defaultValue(false)
          .withDescription("Whether messages that are no such record are passed over.");

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(RECORD);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(IGNORE_ERRORS);
  }

  @Override
  public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
      DynamicTableFactory.Context context, ReadableConfig options) {
    FactoryUtil.validateFactoryOptions(this, options);
    SqlRecord record = SqlRecord.named(options.get(RECORD));
    check(record, context.getPhysicalRowDataType());
    boolean ignoreErrors = options.get(IGNORE_ERRORS);
    return new DecodingFormat<>() {
      @Override
      public DeserializationSchema<RowData> createRuntimeDecoder(
          DynamicTableSource.Context runtime, DataType physical) {
        return rows(record.type(), physical, runtime, ignoreErrors);
      }

      @Override
      public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
      }
    };
  }

  private static <R extends SpecificRecord> SingleObjectRows<R> rows(
      Class<R> type, DataType physical, DynamicTableSource.Context runtime, boolean ignoreErrors) {
    return new SingleObjectRows<>(
        type,
        (RowType) physical.getLogicalType(),
        runtime.createTypeInformation(physical),
        ignoreErrors);
  }

  private static void check(SqlRecord record, DataType columns) {
    Schema schema = record.schema();
    List<String> fields = schema.getFields().stream().map(Schema.Field::name).toList();
    List<String> names = DataType.getFieldNames(columns);
    List<DataType> types = DataType.getFieldDataTypes(columns);
    for (int i = 0; i < names.size(); i++) {
      Schema.Field field = schema.getField(names.get(i));
      if (field == null) {
        throw new ValidationException(
            record.recordName()
                + " has no field "
                + names.get(i)
                + Suggestions.didYouMean(names.get(i), fields));
      }
      String expected = withoutNulls(ColumnTypes.of(field.schema()));
      if (!withoutNulls(types.get(i)).equals(expected)) {
        throw new ValidationException(
            "column " + names.get(i) + " is " + types.get(i) + ", the field is " + expected);
      }
    }
  }

  /** What may be null is the user's to say. */
  private static String withoutNulls(DataType type) {
    return type.getLogicalType().asSummaryString().replace(" NOT NULL", "");
  }
}
