package io.weir.client;

import io.weir.core.hash.Crc64Avro;
import io.weir.core.scoring.WeightBytes;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import io.weir.schemas.Holdout;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.schemas.PacingState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Records of one campaign whose models predict the same for everyone: revenue 1, 3, 6 and cost 0,
 * 1, 3. So the arm is "big" below a price of 1.5, "small" from there to 2, and "free" above.
 */
public final class Records {
  public static final String ID = "spring";
  public static final long T0 = 1_700_000_000_000L;
  public static final long PERIOD_MILLIS = 86_400_000L;
  public static final double BIG_PRICE = 1;
  public static final double SMALL_PRICE = 1.75;
  public static final double FREE_PRICE = 3;

  private Records() {}

  public static Campaign campaign(long version, CampaignStatus status, double holdoutRate) {
    return new Campaign(
        ID,
        version,
        status,
        List.of(new Arm("free", "nothing"), new Arm("small", "5 %"), new Arm("big", "20 %")),
        "v1",
        List.of("age", "spend"),
        List.of(new CategoricalFeature("city", 4)),
        new Holdout(holdoutRate, Map.of("free", .5, "small", .3, "big", .2), "salt", false),
        new Budget(
            1_000_000L, "EUR", Instant.ofEpochMilli(T0), Instant.ofEpochMilli(T0 + PERIOD_MILLIS)),
        60_000L,
        Map.of(),
        1.0,
        null,
        List.of(),
        null);
  }

  public static Model model(long version) {
    float[] weights = new float[6 * 6 + 6];
    float[] bias = {1, 3, 6, 0, 1, 3};
    System.arraycopy(bias, 0, weights, 36, 6);
    return model(version, weights);
  }

  public static Model model(long version, float[] weights) {
    ByteBuffer bytes = ByteBuffer.wrap(WeightBytes.encode(weights));
    return new Model(
        ID,
        version,
        version - 1,
        Instant.ofEpochMilli(T0),
        Instant.ofEpochMilli(T0),
        "v1",
        List.of("free", "small", "big"),
        List.of(new ModelMember(List.of(6, 6), ActivationFunction.RELU, bytes)),
        List.of(0f, 0f),
        List.of(1f, 1f),
        1.0,
        1.0,
        new Crc64Avro().update(bytes).value(),
        Map.of(),
        List.of(new CategoricalFeature("city", 4)),
        List.of("age", "spend"),
        List.of());
  }

  public static DualPrice price(long modelVersion, long priceVersion, double value) {
    Instant t = Instant.ofEpochMilli(T0);
    return new DualPrice(
        ID,
        modelVersion,
        priceVersion,
        t,
        t,
        t,
        value,
        1L,
        List.of(),
        0.0,
        0.0,
        0.0,
        new GateDecision(true, "OK"),
        Map.of());
  }

  public static BudgetStatus status(
      long modelVersion, double pacedPrice, PacingState state, long asOfMillis) {
    return new BudgetStatus(
        ID,
        modelVersion,
        Instant.ofEpochMilli(T0),
        Instant.ofEpochMilli(T0 + PERIOD_MILLIS),
        1_000_000L,
        0L,
        0L,
        0L,
        pacedPrice,
        state,
        Instant.ofEpochMilli(asOfMillis),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  public static Impression impression(String unitId) {
    return impression(unitId, T0 + 1);
  }

  public static Impression impression(String unitId, long occurredAtMillis) {
    return new Impression(
        "i-" + unitId,
        ID,
        unitId,
        Instant.ofEpochMilli(occurredAtMillis),
        "v1",
        List.of(1f, 2f),
        List.of("Rome"),
        null,
        null);
  }
}
