package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class LearningGraphTest {
  private static StreamGraph graph() {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    LearningJob.define(
        environment, LearningJobOptions.parse("--bootstrap-servers=unused:1", "--parallelism=2"));
    return environment.getStreamGraph();
  }

  @Test
  void uidsAreTheOnesOfPublishedSavepoints() {
    Set<String> uids =
        graph().getStreamNodes().stream()
            .map(StreamNode::getTransformationUID)
            .collect(Collectors.toSet());
    assertThat(uids)
        .doesNotContainNull()
        .contains(
            "samples-source",
            "campaigns-source",
            "samples-split",
            "samples-thin",
            "campaigns-split",
            "learn",
            "models-sink",
            "dual-prices-sink",
            "shadow-models-sink",
            "shadow-dual-prices-sink",
            "dead-letters-sink");
  }

  /** What is left out must not have cost an exchange. */
  @Test
  void samplesAreThinnedInTheTaskThatReadsThem() {
    assertThat(graph().getJobGraph().getVertices())
        .filteredOn(vertex -> vertex.getName().contains(LearningJob.THIN.name()))
        .singleElement()
        .matches(vertex -> vertex.isInputVertex(), "reads");
  }

  @Test
  void keyGroupsAreFixedAndKryoIsOff() {
    StreamGraph graph = graph();
    assertThat(graph.getExecutionConfig().getMaxParallelism()).isEqualTo(128);
    SerializerConfigImpl serializers =
        (SerializerConfigImpl) graph.getExecutionConfig().getSerializerConfig();
    assertThat(serializers.hasGenericTypesDisabled()).isTrue();
  }

  @Test
  void refusesLearningOptionsThatMakeNoSense() {
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(
            () ->
                LearningJobOptions.parse(
                    "--bootstrap-servers=a:1", "--learning", "learner.members=none"))
        .withMessageContaining("learner.members");
    assertThat(
            LearningJobOptions.parse("--bootstrap-servers=a:1", "--learning", "learner.members=2")
                .learning())
        .containsEntry("learner.members", "2");
  }
}
