package io.weir.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weir.console.config.ConsoleOptions;
import org.junit.jupiter.api.Test;

class AccessTokenTest {
  @Test
  void acceptsTheTokenAlone() {
    AccessToken token = new AccessToken("sixteen-or-more-characters");
    assertThat(token.accepts("Bearer sixteen-or-more-characters")).isTrue();
    assertThat(token.accepts("Bearer sixteen-or-more-character")).isFalse();
    assertThat(token.accepts("Bearer ")).isFalse();
    assertThat(token.accepts("sixteen-or-more-characters")).isFalse();
    assertThat(token.accepts(null)).isFalse();
  }

  @Test
  void withoutATokenNothingIsAccepted() {
    AccessToken none = new AccessToken(null);
    assertThat(none.isSet()).isFalse();
    assertThat(none.accepts("Bearer null")).isFalse();
    assertThat(none.accepts("Bearer ")).isFalse();
  }

  @Test
  void shortTokensAreRefusedAndNoneIsEverShown() {
    ConsoleOptions options = ConsoleOptions.readOnly("localhost:9092");
    assertThatIllegalArgumentException().isThrownBy(() -> options.withOperatorToken("short"));
    assertThat(options.withOperatorToken("sixteen-or-more-characters").toString())
        .doesNotContain("sixteen");
  }
}
