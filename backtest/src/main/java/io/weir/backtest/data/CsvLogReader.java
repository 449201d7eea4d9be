package io.weir.backtest.data;

import io.weir.backtest.description.Description;
import io.weir.backtest.description.InputException;
import io.weir.backtest.description.LogFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads logged experiments from CSV files (RFC 4180, UTF-8, a header row; {@code .gz} decompressed)
 * in one pass.
 *
 * <p>Anything unusable is refused with an {@link InputException} that names file, row and column:
 * guessing what a bad cell was meant to be would change the result silently.
 */
public final class CsvLogReader {
  static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreEmptyLines(true)
          .get();
  private static final int BOM = 0xFEFF;

  private CsvLogReader() {}

  /**
   * Reads all files into one experiment.
   *
   * @param description what the columns mean
   * @param files files with the same columns, in order
   * @param directory what relative paths start from
   * @throws InputException if a file cannot be read or used
   */
  public static Experiment read(Description description, List<LogFile> files, Path directory) {
    if (files.isEmpty()) {
      throw new InputException("no file to read: name one in 'files' or on the command line");
    }
    ExperimentBuilder builder = new ExperimentBuilder(description);
    for (LogFile file : files) {
      Path path = directory.resolve(file.path());
      try (Reader reader = open(path, StandardCharsets.UTF_8);
          CSVParser parser = CSVParser.parse(reader, FORMAT)) {
        builder.startFile(path.toString(), parser.getHeaderNames(), file.source());
        for (CSVRecord record : parser) {
          if (!record.isConsistent()) {
            throw new InputException(
                "%s, row %d: %d cells, the header has %d"
                    .formatted(
                        path,
                        record.getRecordNumber() + 1,
                        record.size(),
                        parser.getHeaderNames().size()));
          }
          builder.add(new Row(path.toString(), record));
        }
      } catch (CharacterCodingException e) {
        throw MisencodedCell.find(path, e);
      } catch (IOException | UncheckedIOException e) {
        if (e.getCause() instanceof CharacterCodingException coding) {
          throw MisencodedCell.find(path, coding);
        }
        throw InputException.of("cannot read " + path, e);
      } catch (IllegalArgumentException e) {
        throw new InputException(path + ": the header is unusable: " + e.getMessage(), e);
      }
    }
    return builder.build();
  }

  /** Opens a file as UTF-8, bytes that are none refused, or as another charset. */
  static Reader open(Path path, Charset charset) throws IOException {
    InputStream raw = Files.newInputStream(path);
    try {
      InputStream bytes = path.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
      // A decoder reports what it cannot read; a reader made of a charset would replace it.
      Reader reader =
          new java.io.BufferedReader(
              new InputStreamReader(new BufferedInputStream(bytes), charset.newDecoder()));
      reader.mark(1);
      if (reader.read() != BOM) {
        reader.reset();
      }
      return reader;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  static void requireColumn(List<String> columns, String column, String file) {
    if (!columns.contains(column)) {
      throw new InputException(
          "%s, row 1: there is no column '%s'; the columns are %s"
              .formatted(file, column, columns));
    }
  }
}
