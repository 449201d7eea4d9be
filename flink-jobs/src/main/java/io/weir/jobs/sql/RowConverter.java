package io.weir.jobs.sql;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** Makes rows from records; columns are found by their names. */
final class RowConverter {
  private RowConverter() {}

  /** Returns the row of a record whose fields have the types of {@link ColumnTypes}. */
  static RowData row(IndexedRecord record, RowType type) {
    GenericRowData row = new GenericRowData(type.getFieldCount());
    for (int i = 0; i < type.getFieldCount(); i++) {
      int place = record.getSchema().getField(type.getFieldNames().get(i)).pos();
      row.setField(i, value(record.get(place), type.getTypeAt(i)));
    }
    return row;
  }

  private static @Nullable Object value(@Nullable Object value, LogicalType type) {
    if (value == null) {
      return null;
    }
    return switch (type.getTypeRoot()) {
      case VARCHAR -> StringData.fromString(value.toString());
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TimestampData.fromInstant((Instant) value);
      case VARBINARY -> bytes((ByteBuffer) value);
      case ARRAY -> array((List<?>) value, ((ArrayType) type).getElementType());
      case MAP -> map((Map<?, ?>) value, ((MapType) type).getValueType());
      case ROW -> row((IndexedRecord) value, (RowType) type);
      // A number or a truth value is the same in both.
      default -> value;
    };
  }

  private static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }

  private static GenericArrayData array(List<?> values, LogicalType type) {
    return new GenericArrayData(values.stream().map(each -> value(each, type)).toArray());
  }

  private static GenericMapData map(Map<?, ?> values, LogicalType type) {
    Map<Object, @Nullable Object> map = new HashMap<>();
    values.forEach(
        (key, each) ->
            map.put(
                StringData.fromString(Objects.requireNonNull(key).toString()), value(each, type)));
    return new GenericMapData(map);
  }
}
