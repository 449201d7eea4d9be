package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a running learner when its campaign is configured anew. */
class CampaignConfigurationTest {
  private static Campaign quickCampaign(long version) {
    return Fixtures.campaign("c", version, Fixtures.quickOptions());
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put(key, value);
    return options;
  }

  @Test
  void aNewerConfigurationTakesEffectAndAnOlderDoesNot() throws Exception {
    try (LearnerHarness harness = new LearnerHarness(null)) {
      List<Sample> samples = Fixtures.samples("c", 3000, 11);
      harness.campaign(quickCampaign(2));
      harness.samples(samples.subList(0, 1250));
      harness.campaign(Fixtures.campaign("c", 1, with("price.ladder", "9")));
      harness.samples(samples.subList(1250, 1650));
      assertThat(last(harness.prices()).getLadder()).hasSize(8);
      harness.campaign(Fixtures.campaign("c", 3, with("price.ladder", "1,2")));
      harness.samples(samples.subList(1650, 3000));
      assertThat(last(harness.prices()).getLadder()).hasSize(2);
      assertThat(last(harness.models()).getProvenance()).containsEntry("generation", "1");
    }
  }

  @Test
  void anotherShapeStartsAnotherLearnerAndVersionsGoOn() throws Exception {
    try (LearnerHarness harness = new LearnerHarness(null)) {
      List<Sample> samples = Fixtures.samples("c", 3000, 12);
      harness.campaign(quickCampaign(1));
      harness.samples(samples.subList(0, 1300));
      long before = last(harness.models()).getModelVersion();
      harness.campaign(Fixtures.campaign("c", 2, with("learner.hidden", "6,5")));
      harness.samples(samples.subList(1300, 3000));
      Model after = last(harness.models());
      assertThat(after.getModelVersion()).isGreaterThan(before);
      assertThat(after.getMembers().get(0).getLayerSizes()).containsExactly(5, 6, 5, 6);
      assertThat(after.getProvenance()).containsEntry("generation", "2");
    }
  }

  @Test
  void aShadowCampaignPublishesToTheShadowOnlyUntilItActs() throws Exception {
    try (LearnerHarness harness = new LearnerHarness(null)) {
      List<Sample> samples = Fixtures.samples("c", 1300, 13);
      Campaign shadow =
          Campaign.newBuilder(quickCampaign(1)).setStatus(CampaignStatus.SHADOW).build();
      harness.campaign(shadow);
      harness.samples(samples);
      assertThat(harness.models()).isEmpty();
      assertThat(harness.prices()).isEmpty();
      assertThat(harness.shadowModels()).isNotEmpty();
      assertThat(harness.shadowPrices()).isNotEmpty();
      harness.campaign(quickCampaign(2));
      assertThat(harness.models()).containsExactly(last(harness.shadowModels()));
      assertThat(harness.prices()).containsExactly(last(harness.shadowPrices()));
    }
  }

  @Test
  void anEndedCampaignKeepsItsVersionsAndATombstoneLeavesNothing() throws Exception {
    try (LearnerHarness harness = new LearnerHarness(null)) {
      List<Sample> samples = Fixtures.samples("c", 3000, 14);
      harness.campaign(quickCampaign(1));
      harness.samples(samples.subList(0, 1300));
      harness.snapshot();
      long before = last(harness.models()).getModelVersion();
      harness.campaign(
          Campaign.newBuilder(quickCampaign(2)).setStatus(CampaignStatus.ENDED).build());
      harness.samples(samples.subList(1300, 1400));
      harness.snapshot();
      assertThat(harness.stateEntries()).isEqualTo(1);
      harness.campaign(quickCampaign(3));
      harness.samples(samples.subList(1400, 3000));
      assertThat(last(harness.models()).getModelVersion()).isGreaterThan(before);
      harness.snapshot();
      harness.tombstone("c");
      assertThat(harness.stateEntries()).isZero();
    }
  }

  @Test
  void aPinnedVersionServesUntilItIsUnpinned() throws Exception {
    try (LearnerHarness harness = new LearnerHarness(null)) {
      List<Sample> samples = Fixtures.samples("c", 4000, 15);
      harness.campaign(quickCampaign(1));
      harness.samples(samples.subList(0, 1650));
      Model earlier = harness.models().get(0);
      harness.campaign(Fixtures.campaign("c", 2, with("pin.model-version", "1")));
      Model pinned = last(harness.models());
      assertThat(pinned.getMembers()).isEqualTo(earlier.getMembers());
      assertThat(pinned.getModelVersion()).isGreaterThan(earlier.getModelVersion());
      int published = harness.models().size();
      harness.samples(samples.subList(1650, 2600));
      assertThat(harness.models()).hasSize(published);
      assertThat(last(harness.prices()).getModelVersion()).isEqualTo(pinned.getModelVersion());
      assertThat(last(harness.prices()).getGate().getReason()).isEqualTo("PINNED");
      harness.campaign(quickCampaign(3));
      harness.samples(samples.subList(2600, 4000));
      assertThat(last(harness.models()).getModelVersion()).isGreaterThan(pinned.getModelVersion());
      assertThat(last(harness.prices()).getGate().getReason()).isEqualTo("ACCEPTED");
    }
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
