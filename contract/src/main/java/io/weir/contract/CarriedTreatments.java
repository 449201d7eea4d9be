package io.weir.contract;

import io.weir.schemas.CarriedTreatment;
import io.weir.schemas.Impression;
import io.weir.schemas.Treatment;
import org.jspecify.annotations.Nullable;

/** Treatments that their impressions carry, as the separate treatments that they stand for. */
public final class CarriedTreatments {
  private CarriedTreatments() {}

  /** Returns the treatment that an impression carries, or null. */
  public static @Nullable Treatment of(Impression impression) {
    CarriedTreatment carried = impression.getTreatment();
    return carried == null
        ? null
        : new Treatment(
            impression.getImpressionId(),
            impression.getCampaignId(),
            impression.getUnitId(),
            carried.getAssignedAt(),
            carried.getArmId(),
            carried.getAssignment(),
            carried.getPropensity(),
            carried.getModelVersion(),
            carried.getDualPrice(),
            carried.getPredictedCostMicros(),
            carried.getShadowArmId());
  }

  /**
   * Returns an impression that carries a treatment.
   *
   * @param impression not changed
   * @param treatment of the same impression, campaign and unit
   * @throws IllegalArgumentException if they are others
   */
  public static Impression carrying(Impression impression, Treatment treatment) {
    if (!treatment.getImpressionId().equals(impression.getImpressionId())
        || !treatment.getCampaignId().equals(impression.getCampaignId())
        || !treatment.getUnitId().equals(impression.getUnitId())) {
      throw new IllegalArgumentException(
          "the treatment of impression "
              + treatment.getImpressionId()
              + " is none of impression "
              + impression.getImpressionId());
    }
    return Impression.newBuilder(impression)
        .setTreatment(
            new CarriedTreatment(
                treatment.getAssignedAt(),
                treatment.getArmId(),
                treatment.getAssignment(),
                treatment.getPropensity(),
                treatment.getModelVersion(),
                treatment.getDualPrice(),
                treatment.getPredictedCostMicros(),
                treatment.getShadowArmId()))
        .build();
  }
}
