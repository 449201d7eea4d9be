package io.weir.core.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Crc64AvroTest {
  /** Fingerprints of Avro's own test data for canonical forms. */
  @Test
  void publishedFingerprints() {
    assertThat(new Crc64Avro().update(utf8("\"null\"")).value()).isEqualTo(7195948357588979594L);
    assertThat(new Crc64Avro().update(utf8("\"boolean\"")).value())
        .isEqualTo(-6970731678124411036L);
    assertThat(new Crc64Avro().update(utf8("\"int\"")).value()).isEqualTo(8247732601305521295L);
  }

  @Test
  void piecesGiveTheFingerprintOfTheWholeAndLeaveTheBufferAlone() {
    ByteBuffer tail = ByteBuffer.wrap(utf8("\"int\""), 2, 3);
    long inPieces = new Crc64Avro().update(utf8("\"i")).update(tail).value();
    assertThat(inPieces).isEqualTo(8247732601305521295L);
    assertThat(tail.position()).isEqualTo(2);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
