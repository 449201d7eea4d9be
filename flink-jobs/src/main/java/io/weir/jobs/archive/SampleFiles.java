package io.weir.jobs.archive;

import io.weir.schemas.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificData;
import org.apache.flink.formats.parquet.ParquetWriterFactory;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;

/** Samples in Parquet files: one row a sample, with the fields of the record. */
public final class SampleFiles {
  private static final String SUFFIX = ".parquet";

  /** Private in AvroReadSupport, whose own setter needs a configuration of Hadoop. */
  private static final String READ_SCHEMA = "parquet.avro.read.schema";

  private SampleFiles() {}

  /**
   * Takes samples.
   *
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface SampleConsumer<E extends Exception> {
    /** Takes one. */
    void accept(Sample sample) throws E;
  }

  /** Returns what writes samples into a file. */
  static ParquetWriterFactory<Sample> writers() {
    return new ParquetWriterFactory<>(
        out ->
            AvroParquetWriter.<Sample>builder(out)
                .withSchema(Sample.getClassSchema())
                .withDataModel(SpecificData.getForClass(Sample.class))
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build());
  }

  static String suffix() {
    return SUFFIX;
  }

  /**
   * Reads all samples of a campaign, day by day. Files of older releases are read, too.
   *
   * @param archive local directory of the archive
   * @throws IOException if a file cannot be read, or there is no such campaign
   */
  public static <E extends Exception> void read(
      Path archive, String campaignId, SampleConsumer<E> consumer) throws IOException, E {
    Path folder = archive.resolve(CampaignDay.folder(campaignId));
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no " + folder);
    }
    for (Path file : files(folder)) {
      ParquetConfiguration configuration = new PlainParquetConfiguration();
      configuration.set(READ_SCHEMA, Sample.getClassSchema().toString());
      try (ParquetReader<Sample> reader =
          AvroParquetReader.<Sample>builder(new LocalInputFile(file), configuration)
              .withDataModel(SpecificData.getForClass(Sample.class))
              .build()) {
        for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
          // Two long identifiers may share a folder.
          if (sample.getCampaignId().equals(campaignId)) {
            consumer.accept(sample);
          }
        }
      }
    }
  }

  /**
   * Returns the files that are complete; those being written have a name that starts with a dot.
   */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(
              file -> {
                String name = file.getFileName().toString();
                return name.endsWith(SUFFIX) && !name.startsWith(".");
              })
          .sorted()
          .toList();
    }
  }
}
