package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Campaigns move whole when the job is rescaled. */
class RescalingTest {
  private static final List<String> CAMPAIGNS = List.of("a", "b", "c", "d", "e");
  private static final int SAMPLES = 2_500;

  // In the middle of a mini-batch, of a solve, and of a pane.
  private static final int RESCALED_AT = 1_213;

  private static Map<String, List<Sample>> samples() {
    Map<String, List<Sample>> samples = new HashMap<>();
    for (String id : CAMPAIGNS) {
      samples.put(id, Fixtures.samples(id, SAMPLES, 70 + id.hashCode()));
    }
    return samples;
  }

  private static void send(LearnerHarness to, String id, int from, int end) throws Exception {
    to.samples(samples().get(id).subList(from, end));
  }

  private static List<Model> modelsOf(List<Model> models, String id) {
    return models.stream().filter(m -> m.getCampaignId().equals(id)).distinct().toList();
  }

  private static List<DualPrice> pricesOf(List<DualPrice> prices, String id) {
    return prices.stream().filter(p -> p.getCampaignId().equals(id)).distinct().toList();
  }

  @Test
  void fromOneSubtaskToThreeNothingIsLostOrBegunAnew() throws Exception {
    List<Model> models = new ArrayList<>();
    List<DualPrice> prices = new ArrayList<>();
    OperatorSubtaskState state;
    try (LearnerHarness whole = new LearnerHarness(true, null);
        LearnerHarness one = new LearnerHarness(true, null)) {
      for (String id : CAMPAIGNS) {
        whole.campaign(Fixtures.campaign(id, 1, Fixtures.quickOptions()));
        send(whole, id, 0, SAMPLES);
        one.campaign(Fixtures.campaign(id, 1, Fixtures.quickOptions()));
        send(one, id, 0, RESCALED_AT);
      }
      state = one.snapshot();
      models.addAll(one.models());
      prices.addAll(one.prices());
      int used = 0;
      for (int index = 0; index < 3; index++) {
        try (LearnerHarness subtask = LearnerHarness.subtask(3, index, state)) {
          for (String id : CAMPAIGNS) {
            if (LearnerHarness.subtaskOf(id, 3) == index) {
              send(subtask, id, RESCALED_AT, SAMPLES);
            }
          }
          used += subtask.models().isEmpty() ? 0 : 1;
          models.addAll(subtask.models());
          prices.addAll(subtask.prices());
        }
      }
      assertThat(used).as("subtasks with campaigns").isGreaterThan(1);
      for (String id : CAMPAIGNS) {
        assertThat(modelsOf(whole.models(), id)).hasSizeGreaterThan(4);
        assertThat(modelsOf(models, id)).isEqualTo(modelsOf(whole.models(), id));
        assertThat(pricesOf(prices, id)).isEqualTo(pricesOf(whole.prices(), id));
      }
    }
  }
}
