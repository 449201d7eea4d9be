package io.weir.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StateTest {
  private enum Colour {
    RED,
    GREEN
  }

  @Test
  void whatWasWrittenIsReadBit_for_bit() throws IOException {
    byte[] bytes =
        StateOutput.bytesOf(
            out -> {
              out.begin(3);
              out.writeEnum(Colour.GREEN);
              out.writeText("größer");
              out.writeWide(Math.PI);
              out.writeVector(new double[] {-0.0, Double.MIN_VALUE, Double.NaN}, 2);
              out.writeVector(new float[] {1.5f});
              out.writeLongs(new long[] {Long.MIN_VALUE});
              out.writeBytes(new byte[] {7});
              out.writeOptional(null, (value, to) -> to.writeInt(1));
              out.writeOptional(5, (value, to) -> to.writeInt(value));
            });
    StateInput in = StateInput.of(bytes).piece("a piece", 1, 3);
    assertThat(in.format()).isEqualTo(3);
    assertThat(in.readEnum(Colour.class)).isEqualTo(Colour.GREEN);
    assertThat(in.readText()).isEqualTo("größer");
    assertThat(in.readWide()).isEqualTo(Math.PI);
    assertThat(in.readDoubles()).containsExactly(-0.0, Double.MIN_VALUE);
    assertThat(in.readFloats()).containsExactly(1.5f);
    assertThat(in.readLongs()).containsExactly(Long.MIN_VALUE);
    assertThat(in.readBytes()).containsExactly(7);
    assertThat(in.<Integer>readOptional(StateInput::readInt)).isNull();
    assertThat(in.readOptional(StateInput::readInt)).isEqualTo(5);
    assertThatThrownBy(in::readByte).isInstanceOf(IOException.class);
  }

  @Test
  void whatCannotBeReadIsSaid() {
    byte[] later = StateOutput.bytesOf(out -> out.begin(4));
    assertThatThrownBy(() -> StateInput.of(later).piece("a window", 1, 3))
        .isInstanceOf(IOException.class)
        .hasMessage("a window of unknown format 4");
    byte[] other = StateOutput.bytesOf(out -> out.writeText("BLUE"));
    assertThatThrownBy(() -> StateInput.of(other).readEnum(Colour.class))
        .isInstanceOf(IOException.class)
        .hasMessage("Colour has no BLUE");
    byte[] longer = StateOutput.bytesOf(out -> out.writeVector(new double[3]));
    assertThatThrownBy(() -> StateInput.of(longer).readVector(new double[2]))
        .isInstanceOf(IOException.class);
    byte[] negative = StateOutput.bytesOf(out -> out.writeInt(-1));
    assertThatThrownBy(() -> StateInput.of(negative).readBytes()).isInstanceOf(IOException.class);
  }

  @Test
  void piecesFromBeforeTheyToldTheirFormatHaveNone() throws IOException {
    byte[] bytes = StateOutput.bytesOf(out -> out.writeInt(9));
    StateInput in = StateInput.of(bytes, false).piece("counts", StateInput.UNTOLD, 2);
    assertThat(in.format()).isEqualTo(StateInput.UNTOLD);
    assertThat(in.readInt()).isEqualTo(9);
    // What has always had one begins with it in any case.
    assertThat(StateInput.of(bytes, false).piece("window", 1, 9).format()).isEqualTo(9);
  }

  @Test
  void arraysOfEarlierReleasesAreReadFieldByField() throws IOException {
    long time = 1_700_000_000_123L;
    double[] numbers = {3, 1, 0.25, Double.longBitsToDouble(time), 0, 5, 6, 1e9};
    StateInput in = StateInput.of(StateOutput.bytesOf(out -> out.writeVector(numbers))).numbers();
    assertThat(in.readInt()).isEqualTo(3);
    assertThat(in.readBoolean()).isTrue();
    assertThat(in.readDouble()).isEqualTo(0.25);
    assertThat(in.readLong()).isEqualTo(time);
    assertThat(in.readLong()).isZero();
    double[] two = new double[2];
    in.readVector(two);
    assertThat(two).containsExactly(5, 6);
    assertThat(in.readLong()).isEqualTo(1_000_000_000);
    assertThatThrownBy(in::readDouble).isInstanceOf(IOException.class);
  }
}
