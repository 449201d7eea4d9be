package io.weir.learner.evidence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The latest randomized samples as they were judged before they were learned from (prequential, or
 * test-then-train): what every published number about a policy rests on. Rows are numbered from the
 * first on; the oldest leave block by block.
 */
final class JudgedRows {
  /** Rows kept at most, but for a block. */
  static final int MOST = 8_192;

  private final ArrayDeque<JudgedBlock> blocks = new ArrayDeque<>();
  private int arms;
  private long next;

  /** Keeps nothing yet. */
  JudgedRows(int arms) {
    this.arms = arms;
  }

  /** Takes in a sample's judgement. */
  void add(JudgedRow row) {
    if (blocks.isEmpty() || blocks.peekLast().full()) {
      blocks.addLast(new JudgedBlock(next / JudgedBlock.ROWS, arms));
    }
    blocks.peekLast().add(row);
    next++;
  }

  /** Returns the number that the next row gets. */
  long end() {
    return next;
  }

  /** Lets go of blocks that closed before a time, and of the oldest beyond what is kept. */
  void expire(long beforeMillis) {
    while (!blocks.isEmpty()) {
      JudgedBlock oldest = blocks.peekFirst();
      boolean past = oldest.closedAt[oldest.rows - 1] < beforeMillis;
      boolean beyond = (blocks.size() - 1) * JudgedBlock.ROWS > MOST;
      if (!oldest.full() || !(past || beyond)) {
        return;
      }
      blocks.removeFirst();
    }
  }

  /** Starts anew with other arms; numbers go on. */
  void reshape(int newArms) {
    blocks.clear();
    arms = newArms;
    // Blocks are numbered by their first row.
    next = (next + JudgedBlock.ROWS - 1) / JudgedBlock.ROWS * JudgedBlock.ROWS;
  }

  /** Returns rows [from, end) that closed at {@code fromMillis} or later. */
  JudgedSample gather(long from, long fromMillis, long end, Lineage lineage, double halfLifeRows) {
    List<JudgedSample.Place> places = new ArrayList<>();
    for (JudgedBlock block : blocks) {
      long first = block.id * JudgedBlock.ROWS;
      for (int i = 0; i < block.rows && first + i < end; i++) {
        if (first + i >= from && block.closedAt[i] >= fromMillis && lineage.covers(block, i)) {
          places.add(new JudgedSample.Place(block, i));
        }
      }
    }
    return new JudgedSample(places, arms, lineage, halfLifeRows);
  }

  /** Returns the blocks by number: those that are full never change again. */
  Map<Long, JudgedBlock> blocks() {
    Map<Long, JudgedBlock> byId = new TreeMap<>();
    blocks.forEach(block -> byId.put(block.id, block));
    return byId;
  }

  /** Puts blocks read from state back, in ascending order, with the number of the next row. */
  void restore(Collection<JudgedBlock> stored, long end) {
    stored.stream().filter(block -> block.arms == arms).forEach(blocks::addLast);
    next = end;
  }
}
