package io.weir.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The page of released schemas and their fingerprints is what the store holds. */
class SchemaTableTest {
  private static final Path PAGE = Path.of("../docs/reference/schemas.md");
  private static final Path RELEASED = Path.of("src/main/resources/io/weir/schemas/released");
  private static final String HEAD =
      """
      # Released schemas

      This page is written from the code; the build fails where it is stale. To write it anew, run `SchemaTableTest` with `-Dweir.docs.write=true`.

      A message begins with the two bytes C3 01 and the fingerprint of the schema that it was written with: CRC-64-AVRO of the parsing canonical form, eight bytes, the lowest first
      ([Avro specification](https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding)). Every release reads all of these schemas and writes the last of each record. A file's number is that of the contract, and no release of the programs.
      The files lie in [`schemas`](../../schemas/src/main/resources/io/weir/schemas/released).

      | record | file | fingerprint | header of a message | written |
      |---|---|---|---|---|
      """;

  private static String page() throws Exception {
    Set<Long> written =
        SchemaStoreTest.current().map(SchemaStore::fingerprint).collect(Collectors.toSet());
    StringBuilder page = new StringBuilder(HEAD);
    for (String file :
        Files.readAllLines(RELEASED.resolve("index.txt")).stream().sorted().toList()) {
      Schema schema = new Schema.Parser().parse(Files.readString(RELEASED.resolve(file)));
      long fingerprint = SchemaStore.fingerprint(schema);
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | `%s` | `%016x` | `c301%016x` | %s |%n",
              schema.getName(),
              file,
              fingerprint,
              Long.reverseBytes(fingerprint),
              written.contains(fingerprint) ? "by this release" : ""));
    }
    return page.toString().replace("\r\n", "\n");
  }

  @Test
  void thePageIsWhatIsReleased() throws Exception {
    if (Boolean.getBoolean("weir.docs.write")) {
      Files.writeString(PAGE, page());
    }
    assertThat(Files.readString(PAGE))
        .as("stale: run this test with -Dweir.docs.write=true")
        .isEqualTo(page());
  }
}
