package io.weir.kernels;

import io.weir.core.feature.FeatureEncoder;
import io.weir.core.network.Activation;
import io.weir.core.scoring.MemberNetwork;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.scoring.ScoringKernel;
import io.weir.core.scoring.ScoringKernels;
import io.weir.core.scoring.ScoringScratch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Scores rows by the best kernel and by plain Java, and counts those that differ. */
public final class ScoringAgreement {
  private static final int ROWS = 20_000;
  private static final int CHUNK = 500;

  private ScoringAgreement() {}

  /** Arguments: how many models, each for 20,000 rows. */
  public static void main(String[] arguments) {
    int models = Integer.parseInt(arguments[0]);
    List<ScoringKernel> kernels = ScoringKernels.available();
    ScoringKernel plain = kernels.get(kernels.size() - 1);
    SplittableRandom random = new SplittableRandom(17);
    int differ = 0;
    for (int m = 0; m < models; m++) {
      differ += differing(random, plain);
    }
    System.out.print(
        ScoringKernels.best().name() + ": " + models * ROWS + " rows, " + differ + " differ");
  }

  private static int differing(SplittableRandom random, ScoringKernel plain) {
    int numeric = random.nextInt(1, 12);
    int inputs = numeric + random.nextInt(6);
    int arms = random.nextInt(1, 20);
    List<MemberNetwork> members = new ArrayList<>();
    for (int m = random.nextInt(1, 5); m > 0; m--) {
      members.add(network(random, inputs, 2 * arms));
    }
    List<String> names = new ArrayList<>();
    for (int j = 0; j < arms; j++) {
      names.add("arm" + j);
    }
    float[] scale = new float[numeric];
    Arrays.fill(scale, 1);
    FeatureEncoder encoder = new FeatureEncoder(new float[numeric], scale);
    PublishedModel best = new PublishedModel(names, encoder, members, 1, 1);
    PublishedModel reference = new PublishedModel(names, encoder, members, 1, 1, plain);
    ScoringScratch scratch = new ScoringScratch();
    int differ = 0;
    for (int chunk = 0; chunk < ROWS / CHUNK; chunk++) {
      float[] x = rows(random, numeric, inputs);
      double[] a = new double[CHUNK * 2 * arms];
      double[] b = new double[a.length];
      best.predict(x, 0, CHUNK, a, 0, scratch);
      reference.predict(x, 0, CHUNK, b, 0, scratch);
      for (int r = 0; r < CHUNK; r++) {
        int from = r * 2 * arms;
        differ += Arrays.equals(a, from, from + 2 * arms, b, from, from + 2 * arms) ? 0 : 1;
      }
    }
    return differ;
  }

  /** Among ordinary rows some whose sums overflow, and zeros of both signs. */
  private static float[] rows(SplittableRandom random, int numeric, int inputs) {
    float[] x = new float[CHUNK * inputs];
    for (int r = 0; r < CHUNK; r++) {
      float size = r % 100 == 0 ? 1e38f : 1;
      for (int i = 0; i < numeric; i++) {
        x[r * inputs + i] = random.nextInt(20) == 0 ? -0f : size * (float) random.nextDouble(-3, 3);
      }
      if (inputs > numeric) {
        x[r * inputs + random.nextInt(numeric, inputs)] = 1;
      }
    }
    return x;
  }

  private static MemberNetwork network(SplittableRandom random, int inputs, int outputs) {
    int hidden = random.nextInt(4);
    int[] sizes = new int[hidden + 2];
    sizes[0] = inputs;
    for (int l = 1; l <= hidden; l++) {
      sizes[l] = random.nextInt(1, 80);
    }
    sizes[hidden + 1] = outputs;
    int parameters = 0;
    for (int l = 1; l < sizes.length; l++) {
      parameters += (sizes[l - 1] + 1) * sizes[l];
    }
    float[] weights = new float[parameters];
    for (int i = 0; i < parameters; i++) {
      weights[i] = (float) random.nextDouble(-.5, .5);
    }
    Activation[] activations = Activation.values();
    return new MemberNetwork(sizes, activations[random.nextInt(activations.length)], weights);
  }
}
