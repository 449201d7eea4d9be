package io.weir.learner;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** What one campaign's learner has seen and decided, since the campaign began. */
final class LearnerCounts {
  long randomized;
  long policy;
  long overridden;
  long unusable;
  long slides;
  long slidesCoalesced;
  long gateRejected;
  long generations;
  long implausible;

  /** Samples since the last slide, and those of them that were implausible. */
  long samplesOfSlide;

  long implausibleOfSlide;

  void report(Map<String, Double> diagnostics) {
    diagnostics.put("samplesRandomized", (double) randomized);
    diagnostics.put("samplesPolicy", (double) policy);
    diagnostics.put("samplesOverride", (double) overridden);
    diagnostics.put("samplesUnusable", (double) unusable);
    diagnostics.put("samplesImplausible", (double) implausible);
    diagnostics.put("slides", (double) slides);
    diagnostics.put("slidesCoalesced", (double) slidesCoalesced);
    diagnostics.put("gateRejected", (double) gateRejected);
  }

  void write(DataOutput out) throws IOException {
    for (long value : values()) {
      out.writeLong(value);
    }
  }

  static LearnerCounts read(DataInput in) throws IOException {
    LearnerCounts counts = new LearnerCounts();
    counts.randomized = in.readLong();
    counts.policy = in.readLong();
    counts.overridden = in.readLong();
    counts.unusable = in.readLong();
    counts.slides = in.readLong();
    counts.slidesCoalesced = in.readLong();
    counts.gateRejected = in.readLong();
    counts.generations = in.readLong();
    counts.implausible = in.readLong();
    counts.samplesOfSlide = in.readLong();
    counts.implausibleOfSlide = in.readLong();
    return counts;
  }

  private long[] values() {
    return new long[] {
      randomized,
      policy,
      overridden,
      unusable,
      slides,
      slidesCoalesced,
      gateRejected,
      generations,
      implausible,
      samplesOfSlide,
      implausibleOfSlide
    };
  }
}
