package io.weir.jobs.attribution.store;

import java.util.Collection;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;

/**
 * RocksDB for state that is read by key, and most of which is gone before it has sunk to the lower
 * levels: those above are not compressed, and a filter tells of the write buffers, too, that they
 * lack a key.
 */
public final class ShortLivedState implements RocksDBOptionsFactory {
  private static final long serialVersionUID = 1L;

  /** Part of a write buffer that its filter may take. */
  private static final double FILTER_SHARE = 0.05;

  /** For Flink. */
  public ShortLivedState() {}

  /** Sets the backend up. */
  public static void configure(Configuration configuration) {
    configuration.set(RocksDBOptions.OPTIONS_FACTORY, ShortLivedState.class.getName());
    configuration.set(
        RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL,
        List.of(
            CompressionType.NO_COMPRESSION,
            CompressionType.NO_COMPRESSION,
            CompressionType.LZ4_COMPRESSION));
  }

  @Override
  public DBOptions createDBOptions(
      DBOptions currentOptions, Collection<AutoCloseable> handlesToClose) {
    return currentOptions;
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions currentOptions, Collection<AutoCloseable> handlesToClose) {
    return currentOptions
        .setMemtablePrefixBloomSizeRatio(FILTER_SHARE)
        .setMemtableWholeKeyFiltering(true);
  }
}
