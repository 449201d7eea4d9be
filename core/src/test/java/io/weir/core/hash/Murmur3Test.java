package io.weir.core.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Murmur3Test {
  @ParameterizedTest
  @CsvSource({
    "'', 0, 0",
    "'', 1, 514E28B7",
    "'', FFFFFFFF, 81F16F39",
    "FFFFFFFF, 0, 76293B50",
    "21436587, 0, F55B516B",
    "21436587, 5082EDEE, 2362F9DE",
    "214365, 0, 7E4A8634",
    "2143, 0, A0F7B07A",
    "21, 0, 72661CF4",
    "00000000, 0, 2362F9DE",
    "000000, 0, 85F0B427",
    "0000, 0, 30F4C306",
    "00, 0, 514E28B7"
  })
  void publishedVectorsOfTheShortForm(String key, String seed, String hash) {
    assertThat(Murmur3.hash32(HexFormat.of().parseHex(key), Integer.parseUnsignedInt(seed, 16)))
        .isEqualTo(Integer.parseUnsignedInt(hash, 16));
  }

  /** The verification code that the reference's own test suite (SMHasher) prints. */
  @Test
  void verificationCodesOfTheReference() {
    ByteBuffer of32 = ByteBuffer.allocate(256 * 4).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer of128 = ByteBuffer.allocate(256 * 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < 256; n++) {
      byte[] key = new byte[n];
      for (int i = 0; i < n; i++) {
        key[i] = (byte) i;
      }
      of32.putInt(Murmur3.hash32(key, 256 - n));
      long[] hash = Murmur3.hash128(key, 256 - n);
      of128.putLong(hash[0]).putLong(hash[1]);
    }
    assertThat(Murmur3.hash32(of32.array(), 0)).isEqualTo(0xB0F57EE3);
    assertThat((int) Murmur3.hash128(of128.array(), 0)[0]).isEqualTo(0x6384BA69);
  }

  @Test
  void agreesWithAnIndependentImplementationOnRandomBytes() {
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      byte[] data = new byte[random.nextInt(100)];
      random.nextBytes(data);
      int seed = random.nextInt();
      assertThat(Murmur3.hash32(data, seed))
          .isEqualTo(MurmurHash3.hash32x86(data, 0, data.length, seed));
      assertThat(Murmur3.hash128(data, seed))
          .isEqualTo(MurmurHash3.hash128x64(data, 0, data.length, seed));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "Zürich", "東京都", "🎟 coupon", "a longer text of many bytes"})
  void textIsHashedAsUtf8(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    assertThat(Murmur3.hash32(text)).isEqualTo(MurmurHash3.hash32x86(utf8, 0, utf8.length, 0));
    assertThat(Murmur3.hash128First64(text))
        .isEqualTo(MurmurHash3.hash128x64(utf8, 0, utf8.length, 0)[0]);
  }

  @Test
  void textIsHashedAlikeInMemoryThatIsUsedAgain() {
    Random random = new Random(2);
    Utf8Hasher hasher = new Utf8Hasher();
    for (int round = 0; round < 5000; round++) {
      StringBuilder text = new StringBuilder();
      int chars = random.nextInt(round % 50 == 0 ? 400 : 20);
      for (int i = 0; i < chars; i++) {
        switch (random.nextInt(6)) {
          case 0 -> text.append((char) random.nextInt(0x80));
          case 1 -> text.append((char) random.nextInt(0x800));
          case 2 -> text.append((char) random.nextInt(0x10000)); // unpaired surrogates among them
          case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
          case 4 -> text.append(Character.MIN_HIGH_SURROGATE);
          default -> text.append((char) ('a' + random.nextInt(26)));
        }
      }
      String whole = text.toString();
      assertThat(hasher.clear().append(whole).hash32()).isEqualTo(Murmur3.hash32(whole));
      assertThat(hasher.clear().append("salt:").append(whole).hash128First64())
          .isEqualTo(Murmur3.hash128First64("salt:" + whole));
    }
  }
}
