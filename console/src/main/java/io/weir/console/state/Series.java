package io.weir.console.state;

import java.util.ArrayList;
import java.util.List;

/**
 * A bounded history. When it is full every other point goes, so it spans all of the time at half
 * the resolution; the newest point always stays.
 *
 * @param <T> point
 */
final class Series<T> {
  private final int capacity;
  private List<T> points = new ArrayList<>();

  /**
   * Makes an empty one.
   *
   * @param capacity most points, at least 4
   */
  Series(int capacity) {
    if (capacity < 4) {
      throw new IllegalArgumentException("capacity must be 4 or more");
    }
    this.capacity = capacity;
  }

  void add(T point) {
    if (points.size() >= capacity) {
      List<T> kept = new ArrayList<>(capacity);
      for (int i = 0; i < points.size(); i += 2) {
        kept.add(points.get(i));
      }
      points = kept;
    }
    points.add(point);
  }

  void clear() {
    points.clear();
  }

  List<T> points() {
    return List.copyOf(points);
  }

  /** Returns at most so many points, evenly spread by position, the newest last. */
  List<T> thinned(int most) {
    if (points.size() <= most) {
      return points();
    }
    List<T> thin = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      thin.add(points.get((int) ((long) i * (points.size() - 1) / (most - 1))));
    }
    return thin;
  }
}
