package io.weir.backtest;

import java.util.Locale;
import java.util.Random;

/**
 * A two-arm market in which feature {@code a} decides what a gift brings; the observational log
 * gives gifts by {@code b}.
 */
final class TinyMarket {
  private TinyMarket() {}

  static String csv(boolean randomized, int rows, long seed) {
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder("source,arm,a,b,revenue,cost,r0,r1,c0,c1\n");
    for (int i = 0; i < rows; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      boolean gift = random.nextDouble() < (randomized || b < 0 ? 0.5 : 0.8);
      double without = 1 + 0.3 * b;
      double with = without + Math.max(0, a);
      double revenue = (gift ? with : without) + 0.5 * random.nextGaussian();
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%.4f,%.4f,%.4f,%d,%.4f,%.4f,0,1%n",
              randomized ? "RCT" : "OBS",
              gift ? "gift" : "none",
              a,
              b,
              revenue,
              gift ? 1 : 0,
              without,
              with));
    }
    return csv.toString();
  }
}
