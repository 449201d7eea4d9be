package io.weir.jobs.sql;

import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

/**
 * Which SQL type a field of a record has. Enumerations are texts, times instants of milliseconds,
 * and a value that may be of several types is its text.
 */
final class ColumnTypes {
  private static final int MILLIS = 3;

  private ColumnTypes() {}

  /** Returns the type; nullable where the field may be null. */
  static DataType of(Schema schema) {
    if (schema.getType() == Schema.Type.UNION) {
      List<Schema> present =
          schema.getTypes().stream().filter(s -> s.getType() != Schema.Type.NULL).toList();
      DataType type = present.size() == 1 ? of(present.get(0)) : DataTypes.STRING();
      return present.size() < schema.getTypes().size() ? type.nullable() : type.notNull();
    }
    return present(schema).notNull();
  }

  private static DataType present(Schema schema) {
    return switch (schema.getType()) {
      case STRING, ENUM -> DataTypes.STRING();
      case BOOLEAN -> DataTypes.BOOLEAN();
      case INT -> DataTypes.INT();
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
              ? DataTypes.TIMESTAMP_LTZ(MILLIS)
              : DataTypes.BIGINT();
      case FLOAT -> DataTypes.FLOAT();
      case DOUBLE -> DataTypes.DOUBLE();
      case BYTES -> DataTypes.BYTES();
      case ARRAY -> DataTypes.ARRAY(of(schema.getElementType()));
      case MAP -> DataTypes.MAP(DataTypes.STRING().notNull(), of(schema.getValueType()));
      case RECORD ->
          DataTypes.ROW(
              schema.getFields().stream()
                  .map(field -> DataTypes.FIELD(field.name(), of(field.schema())))
                  .toList());
      default -> throw new IllegalArgumentException("no SQL type for " + schema);
    };
  }
}
