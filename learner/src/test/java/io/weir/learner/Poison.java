package io.weir.learner;

import io.weir.schemas.Assignment;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.List;

/** Ways to spoil a campaign's samples from some sample on. */
public final class Poison {
  private Poison() {}

  /** Revenue a million million times too large. */
  public static List<Sample> spikedRevenue(List<Sample> samples, int from) {
    List<Sample> spoilt = new ArrayList<>(samples);
    for (int i = from; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      spoilt.set(i, Sample.newBuilder(sample).setRevenue(sample.getRevenue() * 1e12).build());
    }
    return spoilt;
  }

  /** Two thirds of the holdout get the same arm, and say it was drawn as configured. */
  public static List<Sample> skewedHoldout(List<Sample> samples, int from) {
    List<Sample> spoilt = new ArrayList<>(samples);
    for (int i = from; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      if (sample.getAssignment() == Assignment.RANDOMIZED && i % 3 != 0) {
        spoilt.set(i, Sample.newBuilder(sample).setArmId("gift").setPropensity(0.3).build());
      }
    }
    return spoilt;
  }

  /** The holdout gives an arm to nobody any more. */
  public static List<Sample> vanishedArm(List<Sample> samples, int from, String arm) {
    List<Sample> spoilt = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      boolean gone =
          i >= from
              && sample.getAssignment() == Assignment.RANDOMIZED
              && sample.getArmId().equals(arm);
      if (!gone) {
        spoilt.add(sample);
      }
    }
    return spoilt;
  }

  /** One arm of the holdout goes to the old only. */
  public static List<Sample> unbalancedArm(List<Sample> samples, int from) {
    List<Sample> spoilt = new ArrayList<>(samples);
    for (int i = from; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      if (sample.getAssignment() == Assignment.RANDOMIZED && sample.getArmId().equals("gift")) {
        float age = sample.getNumericFeatures().get(0);
        List<Float> older = List.of(Math.max(age, 45f), sample.getNumericFeatures().get(1));
        spoilt.set(i, Sample.newBuilder(sample).setNumericFeatures(older).build());
      }
    }
    return spoilt;
  }
}
