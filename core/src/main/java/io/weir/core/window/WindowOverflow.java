package io.weir.core.window;

/** What gives way when the window holds as many rows as it may. */
public enum WindowOverflow {
  /** The oldest pane goes, so the window is the newest rows. */
  DROP_OLDEST,
  /**
   * Every row is kept with a halved probability, old ones and new ones, so the window goes on
   * covering all of its time and stays an unbiased sample of it.
   */
  THIN
}
