package io.weir.jobs.attribution.join;

/** What became of an event that is no dead letter. */
public enum Verdict {
  /** It changed the state of its impression. */
  ACCEPTED,
  /** It came before its impression and must wait. */
  WAITS,
  /** It says what was known. */
  DUPLICATE,
  /** It lies inside the window but came after event time had passed the window. */
  LATE,
  /** It happened after the window. */
  OUTSIDE_WINDOW
}
