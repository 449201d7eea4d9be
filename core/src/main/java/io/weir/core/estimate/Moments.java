package io.weir.core.estimate;

/**
 * Running means, variances and covariance of pairs, exact to rounding under merging in any order
 * (Welford 1962; Chan, Golub, LeVeque 1979). Not thread-safe.
 */
public final class Moments {
  private double count;
  private double meanX;
  private double meanY;
  private double squaresX;
  private double squaresY;
  private double products;

  /** Adds a single number: a pair whose second part is zero. */
  public void add(double x) {
    add(x, 0);
  }

  /** Adds a pair. */
  public void add(double x, double y) {
    count++;
    double beforeX = x - meanX;
    double beforeY = y - meanY;
    meanX += beforeX / count;
    meanY += beforeY / count;
    squaresX += beforeX * (x - meanX);
    squaresY += beforeY * (y - meanY);
    products += beforeX * (y - meanY);
  }

  /** Adds all that another has seen; it is not modified. */
  public void merge(Moments other) {
    if (other.count == 0) {
      return;
    }
    double total = count + other.count;
    double gapX = other.meanX - meanX;
    double gapY = other.meanY - meanY;
    double share = count * other.count / total;
    squaresX += other.squaresX + gapX * gapX * share;
    squaresY += other.squaresY + gapY * gapY * share;
    products += other.products + gapX * gapY * share;
    meanX += gapX * other.count / total;
    meanY += gapY * other.count / total;
    count = total;
  }

  /** Number of pairs. */
  public double count() {
    return count;
  }

  /** Mean of the first parts; 0 before any. */
  public double meanX() {
    return meanX;
  }

  /** Sample variance of the first parts; NaN below two pairs. */
  public double varianceX() {
    return count < 2 ? Double.NaN : squaresX / (count - 1);
  }

  /** Sample variance of x - slope y; NaN below two pairs. */
  public double varianceOfDifference(double slope) {
    double squares = squaresX - 2 * slope * products + slope * slope * squaresY;
    return count < 2 ? Double.NaN : Math.max(0, squares) / (count - 1);
  }
}
