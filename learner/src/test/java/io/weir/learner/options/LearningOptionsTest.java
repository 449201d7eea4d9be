package io.weir.learner.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LearningOptionsTest {
  @Test
  void everyDefaultIsAllowed() {
    LearningOptions options = LearningOptions.defaults();
    assertThat(LearningOptions.all()).allSatisfy(o -> assertThat(options.get(o)).isNotNull());
    assertThat(options.learner().members()).isEqualTo(4);
    assertThat(options.learner().shape(7, 2).layerSizes()).containsExactly(7, 64, 32, 32, 4);
  }

  @Test
  void campaignWinsOverJobAndJobOverDefault() {
    LearningOptions options =
        LearningOptions.parse(
            Map.of("learner.members", "2", "slide-ms", "500"), Map.of("learner.members", "3"));
    assertThat(options.learner().members()).isEqualTo(3);
    assertThat(options.get(TrainingOptions.SLIDE_MILLIS)).isEqualTo(500);
    assertThat(options.learner().batchRows()).isEqualTo(250);
  }

  @Test
  void everyOffenderIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LearningOptions.parse(
                    Map.of(),
                    Map.of(
                        "learner.members", "0",
                        "learner.hidden", "64,x",
                        "no-such-option", "1",
                        "price.ladder", "2,1",
                        "gate.tolerance", "NaN",
                        "gate.mode", "MAYBE")))
        .withMessageContaining("learner.members = \"0\"")
        .withMessageContaining("learner.hidden = \"64,x\"")
        .withMessageContaining("\"no-such-option\" is no option")
        .withMessageContaining("price.ladder")
        .withMessageContaining("gate.tolerance")
        .withMessageContaining("gate.mode");
  }

  @Test
  void shapeAndHashTellOptionsApart() {
    LearningOptions base = LearningOptions.defaults();
    LearningOptions gate = LearningOptions.parse(Map.of(), Map.of("gate.tolerance", "0.5"));
    LearningOptions wider = LearningOptions.parse(Map.of(), Map.of("learner.hidden", "128"));
    assertThat(gate.sameShape(base)).isTrue();
    assertThat(wider.sameShape(base)).isFalse();
    assertThat(gate.hash()).isNotEqualTo(base.hash());
    assertThat(LearningOptions.defaults().hash()).isEqualTo(base.hash());
  }

  @Test
  void keysOfEarlierReleasesAreTakenAndDoNothing() {
    for (String key : LearningOptions.retired()) {
      LearningOptions options = LearningOptions.parse(Map.of(), Map.of(key, "0.123"));
      assertThat(options.asMap()).isEqualTo(LearningOptions.defaults().asMap());
    }
    assertThat(LearningOptions.retired())
        .contains("learner.averaging", "learner.bridge.limit", "window.overflow");
  }
}
