package io.weir.learner.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    means.write(new DataOutputStream(bytes));

    BucketedMeans read =
        BucketedMeans.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(read.estimate(1, -0.5)).isEqualTo(means.estimate(1, -0.5));
  }

  @Test
  void readsStatesOfBeforeAllowances() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(1);
    for (int b = 0; b < 64; b++) {
      out.writeDouble(10);
    }
    for (int b = 0; b < 64; b++) {
      out.writeDouble(b % 2 == 0 ? 5 : 15);
    }

    BucketedMeans read =
        BucketedMeans.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(read.column(0).value()).isEqualTo(1);
    assertThat(read.column(0).anytimeHalfWidth(0.05)).isBetween(0.1, 1.0);
  }
}
