package io.weir.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.schemas.Assignment;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import io.weir.simulator.decider.HoldoutDecider;
import io.weir.simulator.event.EventStream;
import io.weir.simulator.world.World;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldoutDeciderTest {

  @Test
  void randomizesTheConfiguredShareAndLeavesTheRestToTheOldPolicy() throws WireFormatException {
    MarketplaceOptions options =
        MarketplaceOptions.builder().holdoutRate(0.25).garbageRate(0).duplicateRate(0).build();
    World world = World.draw(options.seed(), options.campaigns());
    RecordingSink sink = new RecordingSink();
    HoldoutDecider decider = new HoldoutDecider();
    Generator generator = new Generator(options, world, sink, decider);
    decider.awaitCampaigns(
        generator.campaigns().stream().map(CampaignTraffic::campaignRecord).toList());
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      generator.step();
    }
    generator.finish((long) generator.nextArrival());
    RecordCodec<Treatment> codec = new RecordCodec<>(Treatment.class);
    Map<String, Integer> randomizedArms = new HashMap<>();
    int randomized = 0;
    for (RecordingSink.Sent sent : sink.messages) {
      if (sent.stream() == EventStream.TREATMENTS) {
        Treatment treatment = codec.decode(sent.value());
        assertThat(treatment.getAssignment()).isNotEqualTo(Assignment.OVERRIDE);
        if (treatment.getAssignment() == Assignment.RANDOMIZED) {
          randomized++;
          if (treatment.getCampaignId().equals("groceries")) {
            assertThat(treatment.getPropensity()).isEqualTo(0.2);
            randomizedArms.merge(treatment.getArmId(), 1, Integer::sum);
          }
        }
      }
    }
    assertThat(randomized / (double) n).isCloseTo(0.25, within(0.015));
    double groceries = randomizedArms.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(randomizedArms).hasSize(5);
    randomizedArms.values().forEach(k -> assertThat(k / groceries).isCloseTo(0.2, within(0.05)));
  }
}
