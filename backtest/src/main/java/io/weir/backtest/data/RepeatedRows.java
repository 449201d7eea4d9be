package io.weir.backtest.data;

import java.util.HashSet;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/**
 * Counts rows that repeat an earlier one in every column. They may be copies, which make intervals
 * too narrow, or different people who look alike: that is for the reader to say.
 */
final class RepeatedRows {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final char BETWEEN_CELLS = '\u001f';

  /** Hashes of 64 bits: of a hundred million rows one in three thousand counts would be off. */
  private final Set<Long> seen = new HashSet<>();

  private long count;

  void add(CSVRecord record) {
    long hash = FNV_OFFSET;
    for (String cell : record) {
      for (int i = 0; i < cell.length(); i++) {
        hash = (hash ^ cell.charAt(i)) * FNV_PRIME;
      }
      hash = (hash ^ BETWEEN_CELLS) * FNV_PRIME;
    }
    count += seen.add(hash) ? 0 : 1;
  }

  long count() {
    return count;
  }
}
