package io.weir.jobs.common.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.DeadLetter;
import io.weir.schemas.wire.RecordCodec;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A letter always fits a topic with a broker's default settings. */
class DeadLettersTest {
  private static final DeadLetters LETTERS = new DeadLetters("attribution");

  private static DeadLetter letter(byte[] payload, String detail) {
    return LETTERS.build("t", 1, 2, payload, DeadLetterReason.WRONG_MARKER, detail);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 983_040, 983_041, 1_048_480, 8 << 20})
  void fitsWhateverTheMessageIs(int length) {
    byte[] encoded =
        new RecordCodec<>(DeadLetter.class)
            .encode(letter(new byte[length], "\u0101".repeat(100_000)));
    assertThat(encoded.length).isLessThan(1_000_000);
  }

  @Test
  void keepsTheWholeMessageAsLongAsItCanBeMended() {
    byte[] payload = new byte[983_040];
    Arrays.fill(payload, (byte) 7);
    DeadLetter letter = letter(payload, "");
    assertThat(letter.getPayload().array()).isEqualTo(payload);
    assertThat(letter.getPayloadBytes()).isNull();
    assertThat(letter.getPayloadSha256()).isNull();
  }

  @Test
  void saysWhatWasCut() throws Exception {
    byte[] payload = new byte[983_041];
    payload[70_000] = 1;
    DeadLetter letter = letter(payload, "");
    assertThat(letter.getPayload().remaining()).isEqualTo(65_536);
    assertThat(letter.getPayloadBytes()).isEqualTo(983_041);
    assertThat(letter.getPayloadSha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload)));
  }

  @Test
  void tellsTheTopOfAStack() {
    assertThat(DeadLetters.describe(new ArithmeticException("long overflow")))
        .startsWith("java.lang.ArithmeticException: long overflow at io.weir.jobs.common")
        .contains("DeadLettersTest.tellsTheTopOfAStack");
  }
}
