package io.weir.schemas.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * All released schemas, by record and fingerprint. They lie as resources beside this package's
 * parent, one self-contained file a release, named in {@code released/index.txt}; a release adds a
 * file and never changes one. Immutable and safe for use by several threads.
 */
public final class SchemaStore {
  private static final String DIRECTORY = "/io/weir/schemas/released/";
  private static final SchemaStore RELEASED = load();

  private final Map<String, Map<Long, Schema>> byRecord;

  private SchemaStore(Map<String, Map<Long, Schema>> byRecord) {
    this.byRecord = byRecord;
  }

  /** Returns the store of everything ever released. */
  public static SchemaStore released() {
    return RELEASED;
  }

  /** Returns the CRC-64-AVRO fingerprint of the schema's parsing canonical form. */
  public static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /**
   * Returns the released schema of a record with this fingerprint.
   *
   * @param recordName full name, such as {@code io.weir.schemas.Impression}
   * @param fingerprint CRC-64-AVRO
   * @return the writer's schema, or null where none was released
   */
  public @Nullable Schema find(String recordName, long fingerprint) {
    return byRecord.getOrDefault(recordName, Map.of()).get(fingerprint);
  }

  /** Returns every released schema of a record, in no particular order. */
  public List<Schema> versions(String recordName) {
    return List.copyOf(byRecord.getOrDefault(recordName, Map.of()).values());
  }

  /** Returns the full names of all released records. */
  public java.util.Set<String> recordNames() {
    return Collections.unmodifiableSet(byRecord.keySet());
  }

  private static SchemaStore load() {
    Map<String, Map<Long, Schema>> byRecord = new HashMap<>();
    for (String file : readLines("index.txt")) {
      Schema schema = new Schema.Parser().parse(String.join("\n", readLines(file)));
      byRecord
          .computeIfAbsent(schema.getFullName(), name -> new HashMap<>())
          .put(fingerprint(schema), schema);
    }
    return new SchemaStore(byRecord);
  }

  private static List<String> readLines(String file) {
    try (InputStream stream = SchemaStore.class.getResourceAsStream(DIRECTORY + file)) {
      if (stream == null) {
        throw new IllegalStateException("released schema is missing from the jar: " + file);
      }
      return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
