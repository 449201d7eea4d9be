package io.weir.backtest.data;

import io.weir.backtest.description.InputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Finds the cell of a file that is not UTF-8. Replaced by one character for all that is unreadable,
 * different names would become one.
 */
final class MisencodedCell {
  private MisencodedCell() {}

  /** Reads the file again, byte by byte, and says where the first unreadable cell is. */
  static InputException find(Path path, CharacterCodingException cause) {
    // Commas, quotes and line ends are the same bytes in both, so the cells are the same.
    try (Reader reader = CsvLogReader.open(path, StandardCharsets.ISO_8859_1);
        CSVParser parser =
            CSVParser.parse(
                reader,
                CsvLogReader.FORMAT
                    .builder()
                    .setHeader((String[]) null)
                    .setSkipHeaderRecord(false)
                    .get())) {
      CSVRecord header = null;
      for (CSVRecord record : parser) {
        header = header == null ? record : header;
        for (int k = 0; k < record.size(); k++) {
          if (!isUtf8(record.get(k))) {
            String column = k < header.size() ? header.get(k) : "number " + (k + 1);
            return InputException.atCell(
                path.toString(),
                record.getRecordNumber(),
                column,
                "'" + record.get(k) + "' (as Latin-1) is not in UTF-8; convert the file first");
          }
        }
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return new InputException(path + " is not in UTF-8; convert the file first", cause);
  }

  private static boolean isUtf8(String cell) {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(cell.getBytes(StandardCharsets.ISO_8859_1)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
