package io.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DualPriceProblemTest {
  private static DualPrice price() {
    Instant at = Instant.parse("2026-01-05T00:00:00Z");
    return DualPrice.newBuilder()
        .setCampaignId("c")
        .setModelVersion(4)
        .setPriceVersion(7)
        .setComputedAt(at)
        .setWindowStart(at)
        .setWindowEnd(at)
        .setDualPrice(2)
        .setBudgetPerImpressionMicros(1)
        .setLadder(List.of())
        .setPolicyValue(0)
        .setPolicyValueLower(0)
        .setPolicyValueUpper(0)
        .setGate(new GateDecision(true, "ACCEPTED"))
        .setDiagnostics(Map.of())
        .build();
  }

  private static String refused(DualPrice price) {
    String problem = EventValidator.priceProblem(price, "c");
    assertThat(problem).isNotNull();
    return String.valueOf(problem);
  }

  @Test
  void whatTheLearnerPublishesIsSound() {
    assertThat(EventValidator.priceProblem(price(), "c")).isNull();
    DualPrice exhausted = price();
    exhausted.setDualPrice(Double.POSITIVE_INFINITY);
    assertThat(EventValidator.priceProblem(exhausted, "c")).isNull();
  }

  @Test
  void aPriceIsItsKeysOwn() {
    assertThat(EventValidator.priceProblem(price(), "other")).contains("key");
    assertThat(EventValidator.priceProblem(price(), null)).contains("key");
  }

  @Test
  void numbersAndVersionsAreInRange() {
    for (double value : new double[] {-1e-9, Double.NaN, Double.NEGATIVE_INFINITY}) {
      DualPrice price = price();
      price.setDualPrice(value);
      assertThat(refused(price)).contains("dualPrice");
    }
    for (long version : new long[] {-1, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE}) {
      DualPrice price = price();
      price.setPriceVersion(version);
      assertThat(refused(price)).contains("priceVersion");
      price = price();
      price.setModelVersion(version);
      assertThat(refused(price)).contains("modelVersion");
    }
    DualPrice late = price();
    late.setComputedAt(Instant.ofEpochMilli(Long.MAX_VALUE));
    assertThat(refused(late)).contains("computedAt");
  }
}
