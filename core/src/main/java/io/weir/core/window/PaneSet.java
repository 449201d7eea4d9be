package io.weir.core.window;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The panes of a window, oldest first, those that left it but are still wanted, and which have rows
 * that have not been saved.
 */
final class PaneSet {
  private final List<WindowPane> panes = new ArrayList<>();
  private final Map<Long, WindowPane> retired = new HashMap<>();
  private final TreeSet<Long> changed = new TreeSet<>();
  private int rows;

  /** Rows of the panes in the window. */
  int rows() {
    return rows;
  }

  /** The panes in the window; live. */
  List<WindowPane> list() {
    return panes;
  }

  WindowPane get(int index) {
    return panes.get(index);
  }

  /** The newest pane, or null. */
  @Nullable WindowPane last() {
    return panes.isEmpty() ? null : panes.get(panes.size() - 1);
  }

  /** Adds an empty pane. */
  void open(WindowPane fresh) {
    panes.add(fresh);
  }

  /** Adds a pane with its rows. */
  void adopt(WindowPane pane) {
    pane.seal();
    panes.add(pane);
    rows += pane.rows();
    changed.add(pane.id());
  }

  /** Notes that a pane in the window got a row. */
  void grew(WindowPane pane) {
    changed.add(pane.id());
    rows++;
  }

  /** Takes a pane out of the window. */
  void retire(int index) {
    WindowPane pane = panes.remove(index);
    pane.seal();
    rows -= pane.rows();
    retired.put(pane.id(), pane);
  }

  /**
   * Retires panes whose newest row is older than the given time, the oldest first, as long as so
   * many rows are left; returns how many rows went.
   */
  int expire(long beforeMillis, int leastRows) {
    int before = rows;
    int i = 0;
    while (i < panes.size()) {
      WindowPane pane = panes.get(i);
      if (pane.rows() > 0
          && pane.greatestTimeMillis() < beforeMillis
          && rows - pane.rows() >= leastRows) {
        retire(i);
      } else {
        i++;
      }
    }
    return before - rows;
  }

  /** Puts other panes in the place of all; empty ones are left out, all are sealed. */
  void replaceAll(List<WindowPane> others) {
    panes.forEach(pane -> retired.put(pane.id(), pane));
    panes.clear();
    rows = 0;
    for (WindowPane pane : others) {
      if (pane.rows() > 0) {
        panes.add(pane);
        rows += pane.rows();
        changed.add(pane.id());
      }
    }
    panes.forEach(WindowPane::seal);
  }

  /** Memory of all columns in bytes, retired panes included. */
  long bytes() {
    long sum = 0;
    for (WindowPane pane : panes) {
      sum += pane.bytes();
    }
    for (WindowPane pane : retired.values()) {
      sum += pane.bytes();
    }
    return sum;
  }

  /**
   * A pane in the window or retired but not yet released.
   *
   * @throws IllegalArgumentException if there is no such pane
   */
  WindowPane byId(long id) {
    WindowPane old = retired.get(id);
    if (old != null) {
      return old;
    }
    for (WindowPane pane : panes) {
      if (pane.id() == id) {
        return pane;
      }
    }
    throw new IllegalArgumentException("no pane " + id);
  }

  /** Identifiers of panes still there with rows that this call has not reported before. */
  Set<Long> takeChanged() {
    Set<Long> taken = new TreeSet<>(changed);
    changed.clear();
    taken.removeIf(
        id -> !retired.containsKey(id) && panes.stream().noneMatch(pane -> pane.id() == id));
    return taken;
  }

  /** Forgets retired panes other than those given. */
  void release(Set<Long> kept) {
    retired.keySet().retainAll(kept);
  }

  /** Writes identifiers: of the panes in the window, then of the retired ones. */
  void write(StateOutput out) throws IOException {
    writeIds(out, panes.stream().map(WindowPane::id).toList());
    writeIds(out, new TreeSet<>(retired.keySet()).stream().toList());
  }

  private static void writeIds(StateOutput out, List<Long> ids) throws IOException {
    out.writeInt(ids.size());
    for (long id : ids) {
      out.writeLong(id);
    }
  }

  /** Fills an empty set with what {@link #write} wrote. */
  void read(StateInput in, LongFunction<WindowPane> paneOf) throws IOException {
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      WindowPane pane = paneOf.apply(in.readLong());
      panes.add(pane);
      rows += pane.rows();
    }
    int old = in.readInt();
    for (int i = 0; i < old; i++) {
      WindowPane pane = paneOf.apply(in.readLong());
      retired.put(pane.id(), pane);
    }
  }
}
