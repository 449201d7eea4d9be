package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AttributionGraphTest {
  private static StreamGraph graph() {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    AttributionJob.define(
        environment, AttributionOptions.parse("--bootstrap-servers=unused:1", "--parallelism=2"));
    return environment.getStreamGraph();
  }

  @Test
  void everyOperatorHasAUid() {
    assertThat(graph().getStreamNodes())
        .isNotEmpty()
        .allSatisfy(node -> assertThat(node.getTransformationUID()).isNotNull());
  }

  @Test
  void uidsAreTheOnesOfThePublishedSavepoints() {
    Set<String> uids =
        graph().getStreamNodes().stream()
            .map(StreamNode::getTransformationUID)
            .collect(Collectors.toSet());
    assertThat(uids)
        .contains(
            "impressions-source",
            "treatments-source",
            "outcomes-source",
            "campaigns-source",
            "attribution",
            "samples-sink",
            "dead-letters-sink");
  }

  @Test
  void keyGroupsAreFixedAndKryoIsOff() {
    StreamGraph graph = graph();
    assertThat(graph.getExecutionConfig().getMaxParallelism()).isEqualTo(128);
    assertThat(graph.getExecutionConfig().getSerializerConfig().hasGenericTypesDisabled()).isTrue();
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThatThrownBy(
            () -> AttributionOptions.parse("--bootstrap-servers=a:1", "--allowed-lateness=PT-1S"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("--allowed-lateness");
    assertThatThrownBy(() -> AttributionOptions.parse("--late-horizon=P-1D"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("--late-horizon");
  }
}
