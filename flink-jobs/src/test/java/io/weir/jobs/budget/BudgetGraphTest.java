package io.weir.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BudgetGraphTest {
  private static StreamGraph graph() {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    BudgetJob.define(
        environment, BudgetOptions.parse("--bootstrap-servers=unused:1", "--parallelism=2"));
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
            "treatments-source",
            "outcomes-source",
            "campaigns-source",
            "dual-prices-source",
            "impression-spend",
            "ledger-bundle",
            "budget",
            "budget-status-sink",
            "dead-letters-sink");
  }

  @Test
  void partialSumsAreChainedBehindTheFirstStage() {
    JobGraph graph = graph().getJobGraph();
    assertThat(graph.getVertices())
        .anySatisfy(
            vertex ->
                assertThat(vertex.getName()).contains("spend by impression").contains("partial"));
  }

  @Test
  void keyGroupsAreFixedAndKryoIsOff() {
    StreamGraph graph = graph();
    assertThat(graph.getExecutionConfig().getMaxParallelism()).isEqualTo(128);
    assertThat(graph.getExecutionConfig().getSerializerConfig().hasGenericTypesDisabled()).isTrue();
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThatThrownBy(() -> BudgetOptions.parse("--bootstrap-servers=a:1", "--tolerance=1.5"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("--tolerance");
    assertThatThrownBy(() -> BudgetOptions.parse("--bootstrap-servers=a:1", "--heartbeat=0s"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("--heartbeat");
    assertThatThrownBy(() -> BudgetOptions.parse("--correction-horizon=-1d"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("--correction-horizon");
  }
}
