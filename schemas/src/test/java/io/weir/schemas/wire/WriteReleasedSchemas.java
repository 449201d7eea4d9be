package io.weir.schemas.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Release tool, run by hand: writes the current schemas that no release has yet, self-contained, as
 * released files of a version. Arguments: the resources directory {@code released} and the version,
 * such as {@code 0.2.0}.
 */
public final class WriteReleasedSchemas {
  private WriteReleasedSchemas() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    Path index = directory.resolve("index.txt");
    List<String> lines =
        new java.util.ArrayList<>(Files.exists(index) ? Files.readAllLines(index) : List.of());
    for (Schema schema : SchemaStoreTest.current().toList()) {
      long fingerprint = SchemaStore.fingerprint(schema);
      if (SchemaStore.released().find(schema.getFullName(), fingerprint) != null) {
        continue;
      }
      String file = schema.getName() + "-" + args[1] + ".avsc";
      Files.writeString(directory.resolve(file), schema.toString(true) + "\n");
      if (!lines.contains(file)) {
        lines.add(file);
      }
    }
    Files.write(index, lines);
  }
}
