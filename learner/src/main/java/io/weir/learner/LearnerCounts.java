package io.weir.learner;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Map;

/** What one campaign's learner has seen and decided, since the campaign began. */
final class LearnerCounts {
  private static final int FORMAT = 2;

  /** The last one that knew no thinning. */
  private static final int ALL_SEEN = 1;

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

  /** Samples that were counted and not seen, because the campaign has more than can be learned. */
  long leftOut;

  void report(Map<String, Double> diagnostics) {
    diagnostics.put("samplesRandomized", (double) randomized);
    diagnostics.put("samplesPolicy", (double) policy);
    diagnostics.put("samplesOverride", (double) overridden);
    diagnostics.put("samplesUnusable", (double) unusable);
    diagnostics.put("samplesImplausible", (double) implausible);
    if (leftOut > 0) {
      diagnostics.put("samplesLeftOut", (double) leftOut);
    }
    diagnostics.put("slides", (double) slides);
    diagnostics.put("slidesCoalesced", (double) slidesCoalesced);
    diagnostics.put("gateRejected", (double) gateRejected);
  }

  void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeLong(randomized);
    out.writeLong(policy);
    out.writeLong(overridden);
    out.writeLong(unusable);
    out.writeLong(slides);
    out.writeLong(slidesCoalesced);
    out.writeLong(gateRejected);
    out.writeLong(generations);
    out.writeLong(implausible);
    out.writeLong(samplesOfSlide);
    out.writeLong(implausibleOfSlide);
    out.writeLong(leftOut);
  }

  static LearnerCounts read(StateInput from) throws IOException {
    StateInput in = from.piece("counts", StateInput.UNTOLD, FORMAT);
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
    counts.leftOut = in.format() > ALL_SEEN ? in.readLong() : 0;
    return counts;
  }
}
