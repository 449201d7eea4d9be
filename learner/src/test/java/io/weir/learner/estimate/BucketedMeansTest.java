package io.weir.learner.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketedMeansTest {

  @Test
  void noConversionYetIsNoCertainty() {
    BucketedMeans means = new BucketedMeans(1);
    for (int i = 0; i < 1_000; i++) {
      means.add(BucketedMeans.bucketOf("u" + i), 0);
    }
    assertThat(means.column(0).anytimeHalfWidth(0.05)).isInfinite();
    means.add(0, 1);
    assertThat(means.column(0).anytimeHalfWidth(0.05)).isBetween(0.005, 0.05);
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    Random random = new Random(4);
    BucketedMeans means = new BucketedMeans(2);
    for (int i = 0; i < 500; i++) {
      means.add(
          BucketedMeans.bucketOf("u" + i), Math.exp(random.nextGaussian()), random.nextInt(2));
    }
    means.limitTo(300);
    byte[] bytes =
        StateOutput.bytesOf(
            out -> {
              out.begin(1);
              means.write(out);
            });

    BucketedMeans read = BucketedMeans.read(StateInput.of(bytes).piece("means", 1, 1));

    assertThat(read.estimate(1, -0.5)).isEqualTo(means.estimate(1, -0.5));
  }

  @Test
  void readsStatesOfBeforeAllowances() throws IOException {
    byte[] bytes =
        StateOutput.bytesOf(
            out -> {
              out.writeInt(1);
              for (int b = 0; b < 64; b++) {
                out.writeDouble(10);
              }
              for (int b = 0; b < 64; b++) {
                out.writeDouble(b % 2 == 0 ? 5 : 15);
              }
            });

    BucketedMeans read = BucketedMeans.read(StateInput.of(bytes, false));

    assertThat(read.column(0).value()).isEqualTo(1);
    assertThat(read.column(0).anytimeHalfWidth(0.05)).isBetween(0.1, 1.0);
  }
}
