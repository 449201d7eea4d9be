package io.weir.console.view;

import io.weir.schemas.DualPrice;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A published price and what was known of the policy's value with it.
 *
 * @param atMillis end of the window it was computed on: event time
 * @param computedMillis when it was computed, wall clock
 * @param receivedMillis the record's time on the topic, wall clock
 * @param priceVersion its version
 * @param modelVersion model it is valid for
 * @param dualPrice revenue units per whole currency unit
 * @param budgetPerImpressionMicros budget it was solved for
 * @param acts whether clients follow it; not so in the shadow topics
 * @param published whether the candidate went live
 * @param reason the gate's reason, UPPER_SNAKE_CASE
 * @param values every value that came with an interval, by name; policyValue once it is measured
 */
public record PricePoint(
    long atMillis,
    long computedMillis,
    long receivedMillis,
    long priceVersion,
    long modelVersion,
    double dualPrice,
    long budgetPerImpressionMicros,
    boolean acts,
    boolean published,
    String reason,
    Map<String, Estimate> values) {

  /** Name of the estimate that the record itself carries. */
  public static final String POLICY_VALUE = "policyValue";

  /** Makes the point of a published price. */
  public static PricePoint of(DualPrice price, boolean acts, long receivedMillis) {
    return new PricePoint(
        price.getWindowEnd().toEpochMilli(),
        price.getComputedAt().toEpochMilli(),
        receivedMillis,
        price.getPriceVersion(),
        price.getModelVersion(),
        price.getDualPrice(),
        price.getBudgetPerImpressionMicros(),
        acts,
        price.getGate().getPublished(),
        price.getGate().getReason(),
        values(price));
  }

  /** Diagnostics name an interval by the suffixes Lower and Upper; costs are no values. */
  private static Map<String, Estimate> values(DualPrice price) {
    Map<String, Double> diagnostics = price.getDiagnostics();
    Map<String, Estimate> values = new TreeMap<>();
    for (String lowerName : List.copyOf(diagnostics.keySet())) {
      if (!lowerName.endsWith("ValueLower")) {
        continue;
      }
      String name = lowerName.substring(0, lowerName.length() - "Lower".length());
      Double value = diagnostics.get(name);
      Double lower = diagnostics.get(lowerName);
      Double upper = diagnostics.get(name + "Upper");
      if (value != null && lower != null && upper != null) {
        values.put(name, new Estimate(value, lower, upper));
      }
    }
    Estimate policy =
        new Estimate(
            price.getPolicyValue(), price.getPolicyValueLower(), price.getPolicyValueUpper());
    // Three zeros are what a price carries whose value was not measured.
    if (policy.value() != 0 || policy.lower() != policy.upper()) {
      values.put(POLICY_VALUE, policy);
    }
    return values;
  }
}
