package io.weir.cli.campaign;

import io.weir.schemas.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.avro.specific.SpecificData;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.LocalOutputFile;

/** Samples of the campaign "exported" in Parquet files, and as they are exported. */
final class ArchivedSamples {
  private ArchivedSamples() {}

  /** Writes samples as the archive job does, in two days, with a file that is being written. */
  static void write(Path directory, List<Sample> samples) throws IOException {
    int half = samples.size() / 2;
    for (int day = 0; day < 2; day++) {
      Path folder =
          Files.createDirectories(
              directory.resolve("archive/campaign=exported/day=2026-05-0" + (day + 1)));
      Files.writeString(folder.resolve(".part-1.parquet.inprogress.1"), "not there yet");
      try (ParquetWriter<Sample> writer =
          AvroParquetWriter.<Sample>builder(new LocalOutputFile(folder.resolve("part-1-0.parquet")))
              .withSchema(Sample.getClassSchema())
              .withDataModel(SpecificData.getForClass(Sample.class))
              .build()) {
        for (Sample sample : samples.subList(day * half, day == 0 ? half : samples.size())) {
          writer.write(sample);
        }
      }
    }
  }

  /** Returns the lines of an export. */
  static List<String> exported(Path directory) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(directory.resolve("samples.csv.gz"))),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
