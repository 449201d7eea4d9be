package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar that is deployed holds the jobs and their needs, and nothing that the cluster brings. */
class DeployedJarITCase {
  private static Set<String> entries;
  private static String kernels;

  @BeforeAll
  static void read() throws Exception {
    try (JarFile jar = new JarFile(Repository.path("dist/target/weir-jobs.jar").toFile())) {
      entries = jar.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
      var services = jar.getEntry("META-INF/services/io.weir.core.linalg.DenseKernelsProvider");
      kernels = new String(jar.getInputStream(services).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theJobsAndTheirNeedsAreInIt() {
    assertThat(entries)
        .contains(
            "io/weir/jobs/attribution/AttributionJob.class",
            "io/weir/jobs/learning/LearningJob.class",
            "io/weir/jobs/budget/BudgetJob.class",
            "io/weir/jobs/topics/CreateTopics.class",
            "org/apache/flink/connector/kafka/sink/KafkaSink.class",
            "org/apache/kafka/clients/producer/KafkaProducer.class",
            "org/apache/avro/Schema.class",
            "picocli/CommandLine.class");
    assertThat(kernels).contains("OpenBlas").contains("Netlib");
  }

  @Test
  void whatTheClusterBringsIsNot() {
    assertThat(entries)
        .noneMatch(entry -> entry.startsWith("org/apache/flink/runtime/"))
        .noneMatch(entry -> entry.startsWith("org/apache/flink/streaming/api/"))
        .noneMatch(entry -> entry.startsWith("org/rocksdb/"))
        .noneMatch(entry -> entry.startsWith("org/slf4j/"))
        .noneMatch(entry -> entry.startsWith("org/apache/logging/"))
        .noneMatch(entry -> entry.startsWith("org/bytedeco/"));
  }

  @Test
  void theNativeLibraryLiesBesideIt() {
    Path lib = Repository.path("dist/target/lib");
    assertThat(lib).isDirectoryContaining("glob:**/openblas-*-linux-x86_64.jar");
    assertThat(lib).isDirectoryContaining("glob:**/javacpp-*.jar");
  }
}
