package io.weir.schemas.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Release tool, run by hand: writes the current schemas that no release has yet, self-contained, as
 * released files of a version, and refreshes the doc strings of those that one has. Arguments: the
 * resources directory {@code released} and the version, such as {@code 0.2.0}.
 */
public final class WriteReleasedSchemas {
  private WriteReleasedSchemas() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    Path index = directory.resolve("index.txt");
    List<String> lines =
        new ArrayList<>(Files.exists(index) ? Files.readAllLines(index) : List.of());
    for (Schema schema : SchemaStoreTest.current().toList()) {
      String file = releasedAs(schema, directory, lines);
      if (file == null) {
        file = schema.getName() + "-" + args[1] + ".avsc";
        lines.add(file);
      }
      Files.writeString(directory.resolve(file), schema.toString(true) + "\n");
    }
    Files.write(index, lines);
  }

  /** Fingerprints leave doc strings out: a file may say more, and still be the same schema. */
  private static @Nullable String releasedAs(Schema schema, Path directory, List<String> files)
      throws IOException {
    for (String file : files) {
      Schema released = new Schema.Parser().parse(Files.readString(directory.resolve(file)));
      if (released.getFullName().equals(schema.getFullName())
          && SchemaStore.fingerprint(released) == SchemaStore.fingerprint(schema)) {
        return file;
      }
    }
    return null;
  }
}
