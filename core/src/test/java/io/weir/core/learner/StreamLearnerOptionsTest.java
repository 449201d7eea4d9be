package io.weir.core.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Options are typed, checked and named in what is said about them. */
class StreamLearnerOptionsTest {
  @Test
  void everyDefaultIsWithinItsOwnRange() {
    StreamLearnerOptions defaults = StreamLearnerOptions.defaults();
    assertThat(defaults.asMap()).hasSameSizeAs(StreamLearnerOptions.definitions());
    assertThat(StreamLearnerOptions.parse(defaults.asMap())).isEqualTo(defaults);
    assertThat(defaults.shape(12, 5).layerSizes()).containsExactly(12, 64, 32, 32, 10);
    assertThat(defaults.bridge().kind()).isEqualTo(BridgeKind.PER_ARM);
    assertThat(defaults.trunkDecay()).isEqualTo(2);
  }

  @Test
  void everyOffenderIsNamed() {
    Map<String, String> wrong =
        Map.of(
            "learner.trunk.rate", "0",
            "learner.members", "four",
            "learner.hidden", "64,,32",
            "learner.bridge", "STEEL",
            "learner.speed", "9",
            "slide-ms", "not looked at");
    assertThatThrownBy(() -> StreamLearnerOptions.parse(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "learner.trunk.rate = \"0\"",
            "learner.members = \"four\"",
            "learner.hidden = \"64,,32\"",
            "NONE, CONSTANT or PER_ARM",
            "\"learner.speed\" is no option")
        .hasMessageNotContaining("slide-ms");
  }

  @Test
  void hashFollowsTheValues() {
    StreamLearnerOptions defaults = StreamLearnerOptions.defaults();
    StreamLearnerOptions slower = defaults.with("learner.trunk.rate", "1e-3");
    assertThat(slower.hash()).isNotEqualTo(defaults.hash()).hasSize(8);
    assertThat(slower.sameState(defaults)).isTrue();
    assertThat(defaults.with("learner.hidden", "16").sameState(defaults)).isFalse();
  }
}
