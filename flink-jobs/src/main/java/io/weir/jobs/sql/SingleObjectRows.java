package io.weir.jobs.sql;

import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic's messages as rows. A tombstone is no row.
 *
 * @param <R> record on the wire
 */
final class SingleObjectRows<R extends SpecificRecord> implements DeserializationSchema<RowData> {
  private static final long serialVersionUID = 1L;

  private final Class<R> type;
  private final RowType rowType;
  private final TypeInformation<RowData> produced;
  private final boolean ignoreErrors;
  private transient @Nullable RecordCodec<R> codec;

  SingleObjectRows(
      Class<R> type, RowType rowType, TypeInformation<RowData> produced, boolean ignoreErrors) {
    this.type = type;
    this.rowType = rowType;
    this.produced = produced;
    this.ignoreErrors = ignoreErrors;
  }

  @Override
  @SuppressWarnings("NullAway") // Flink takes null for "no row", which its signature cannot say.
  public @Nullable RowData deserialize(byte @Nullable [] message) throws IOException {
    if (message == null) {
      return null;
    }
    if (codec == null) {
      codec = new RecordCodec<>(type);
    }
    try {
      return RowConverter.row(codec.decode(message), rowType);
    } catch (WireFormatException e) {
      if (ignoreErrors) {
        return null;
      }
      throw new IOException(
          "no "
              + type.getSimpleName()
              + ": "
              + e.getMessage()
              + "; '"
              + SingleObjectFormatFactory.IDENTIFIER
              + "."
              + SingleObjectFormatFactory.IGNORE_ERRORS.key()
              + "' = 'true' passes over such messages",
          e);
    }
  }

  @Override
  public boolean isEndOfStream(RowData next) {
    return false;
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return produced;
  }
}
