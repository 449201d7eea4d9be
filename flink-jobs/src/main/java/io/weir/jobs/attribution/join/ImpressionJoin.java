package io.weir.jobs.attribution.join;

import io.weir.contract.CarriedTreatments;
import io.weir.contract.Ranges;
import io.weir.jobs.attribution.event.RecordReaders;
import io.weir.jobs.attribution.state.AcceptedOutcome;
import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which events of one impressionId become a sample; no Flink, no clock. Which event
 * counts is decided by order of arrival; in which window, by event time.
 */
public final class ImpressionJoin {
  private final RecordReaders readers;

  /** Makes the join. */
  public ImpressionJoin(RecordReaders readers) {
    this.readers = readers;
  }

  /**
   * Joins an impression. What it carries is its treatment, whatever a separate one says.
   *
   * @param state modified if accepted
   * @param payload the impression as on the wire; kept
   */
  public Verdict join(
      AttributionState state, Impression impression, byte[] payload, CampaignRules rules)
      throws RejectedMessageException {
    if (state.getImpression() != null) {
      if (sameImpression(readers.impression(bytes(state.getImpression())), impression)) {
        return Verdict.DUPLICATE;
      }
      throw new RejectedMessageException(
          DeadLetterReason.CONFLICTING_IMPRESSION,
          "an impression with this id and other content came before");
    }
    Impression placed = rules.placed(impression);
    rules.check(placed);
    Treatment carried = CarriedTreatments.of(impression);
    if (carried != null) {
      rules.check(carried);
    }
    state.setCarriesTreatment(carried != null);
    long occurredAtMillis = impression.getOccurredAt().toEpochMilli();
    state.setImpression(ByteBuffer.wrap(placed == impression ? payload : readers.bytes(placed)));
    state.setCampaignId(impression.getCampaignId());
    state.setUnitId(impression.getUnitId());
    state.setOccurredAtMillis(occurredAtMillis);
    state.setClosesAtMillis(rules.windowEndMillis(occurredAtMillis));
    return Verdict.ACCEPTED;
  }

  /**
   * Joins a treatment.
   *
   * @param state modified if accepted
   * @param payload the treatment as on the wire; kept
   * @param windowEnded whether event time has passed the window
   */
  public Verdict join(
      AttributionState state,
      Treatment treatment,
      byte[] payload,
      CampaignRules rules,
      boolean windowEnded)
      throws RejectedMessageException {
    rules.check(treatment);
    if (state.getImpression() == null) {
      return Verdict.WAITS;
    }
    checkCampaign(state, treatment.getCampaignId());
    if (!treatment.getUnitId().equals(state.getUnitId())) {
      throw new RejectedMessageException(
          DeadLetterReason.UNIT_MISMATCH, "the impression's unit is " + state.getUnitId());
    }
    Treatment first = treatment(state);
    if (first != null) {
      if (sameDecision(first, treatment)) {
        return Verdict.DUPLICATE;
      }
      throw new RejectedMessageException(
          DeadLetterReason.CONFLICTING_TREATMENT,
          "arm " + first.getArmId() + " was assigned before, at " + first.getAssignedAt());
    }
    if (windowEnded) {
      return Verdict.LATE;
    }
    state.setTreatment(ByteBuffer.wrap(payload));
    return Verdict.ACCEPTED;
  }

  /**
   * Joins an outcome. A late one is remembered too, so that its repetition is a duplicate. One that
   * corrects another waits for it, and is late if the other was.
   *
   * @param state modified if accepted or late
   * @param windowEnded whether event time has passed the window
   */
  public Verdict join(
      AttributionState state, Outcome outcome, CampaignRules rules, boolean windowEnded)
      throws RejectedMessageException {
    rules.check(outcome);
    if (state.getImpression() == null) {
      return Verdict.WAITS;
    }
    checkCampaign(state, outcome.getCampaignId());
    AcceptedOutcome accepted =
        new AcceptedOutcome(
            outcome.getOutcomeId(),
            outcome.getOccurredAt().toEpochMilli(),
            outcome.getRevenue(),
            outcome.getCostMicros(),
            windowEnded,
            outcome.getCorrectsOutcomeId());
    AcceptedOutcome before = find(state, accepted.getOutcomeId());
    if (before != null) {
      if (sameOutcome(before, accepted)) {
        return Verdict.DUPLICATE;
      }
      throw new RejectedMessageException(
          DeadLetterReason.CONFLICTING_OUTCOME, "an outcome with this id came before: " + before);
    }
    if (accepted.getOccurredAtMillis() < state.getOccurredAtMillis()) {
      throw new RejectedMessageException(
          DeadLetterReason.OUTCOME_BEFORE_IMPRESSION,
          "the impression happened at " + Instant.ofEpochMilli(state.getOccurredAtMillis()));
    }
    if (accepted.getOccurredAtMillis() >= state.getClosesAtMillis()) {
      return Verdict.OUTSIDE_WINDOW;
    }
    if (accepted.getCorrectsOutcomeId() != null) {
      AcceptedOutcome corrected = find(state, accepted.getCorrectsOutcomeId());
      if (corrected == null) {
        return Verdict.WAITS;
      }
      accepted.setLate(windowEnded || corrected.getLate());
    }
    if (state.getOutcomes().size() >= Ranges.OUTCOMES.most()) {
      throw new RejectedMessageException(
          DeadLetterReason.TOO_MANY_OUTCOMES,
          "the impression has " + state.getOutcomes().size() + " outcomes already");
    }
    // The list that Avro hands out for a default is immutable.
    List<AcceptedOutcome> outcomes = new ArrayList<>(state.getOutcomes());
    outcomes.add(accepted);
    state.setOutcomes(outcomes);
    return accepted.getLate() ? Verdict.LATE : Verdict.ACCEPTED;
  }

  /** Returns whether a state has a treatment, be it carried or separate. */
  public static boolean isTreated(AttributionState state) {
    return state.getCarriesTreatment() || state.getTreatment() != null;
  }

  private @Nullable Treatment treatment(AttributionState state) {
    if (state.getCarriesTreatment()) {
      return CarriedTreatments.of(readers.impression(bytes(state.getImpression())));
    }
    return state.getTreatment() == null ? null : readers.treatment(bytes(state.getTreatment()));
  }

  private static @Nullable AcceptedOutcome find(AttributionState state, String outcomeId) {
    for (AcceptedOutcome outcome : state.getOutcomes()) {
      if (outcome.getOutcomeId().equals(outcomeId)) {
        return outcome;
      }
    }
    return null;
  }

  /**
   * Returns the sample of a state with impression and treatment. Revenue is summed in the order of
   * outcomeIds, so that a replay in another order of arrival gives the same bits.
   */
  public Sample sample(AttributionState state) {
    Impression impression = readers.impression(bytes(state.getImpression()));
    Treatment carried = CarriedTreatments.of(impression);
    Treatment treatment =
        carried == null ? readers.treatment(bytes(state.getTreatment())) : carried;
    List<AcceptedOutcome> outcomes = new ArrayList<>(state.getOutcomes());
    outcomes.removeIf(AcceptedOutcome::getLate);
    outcomes.sort(Comparator.comparing(AcceptedOutcome::getOutcomeId));
    double revenue = 0;
    long costMicros = 0;
    for (AcceptedOutcome outcome : outcomes) {
      revenue += outcome.getRevenue();
      // Ranges at the edge keep this far from its end; state of earlier releases knew none.
      costMicros = Math.addExact(costMicros, outcome.getCostMicros());
    }
    Sample sample = new Sample();
    sample.setImpressionId(impression.getImpressionId());
    sample.setCampaignId(impression.getCampaignId());
    sample.setUnitId(impression.getUnitId());
    sample.setOccurredAt(impression.getOccurredAt());
    sample.setClosedAt(Instant.ofEpochMilli(state.getClosesAtMillis()));
    sample.setFeatureSet(impression.getFeatureSet());
    sample.setNumericFeatures(impression.getNumericFeatures());
    sample.setCategoricalFeatures(impression.getCategoricalFeatures());
    sample.setArmId(treatment.getArmId());
    sample.setAssignment(treatment.getAssignment());
    sample.setAssignedAt(treatment.getAssignedAt());
    sample.setPropensity(treatment.getPropensity());
    sample.setModelVersion(treatment.getModelVersion());
    sample.setDualPrice(treatment.getDualPrice());
    sample.setRevenue(revenue);
    sample.setCostMicros(costMicros);
    sample.setOutcomes(outcomes.size());
    return sample;
  }

  /** What goes by name is compared by name: the order is that of the campaign of its day. */
  private static boolean sameImpression(Impression kept, Impression again) {
    if (again.getFeatures() == null || kept.getFeatures() == null) {
      return kept.equals(again);
    }
    Impression asItCame = Impression.newBuilder(kept).build();
    asItCame.setFeatureSet(again.getFeatureSet());
    asItCame.setNumericFeatures(again.getNumericFeatures());
    asItCame.setCategoricalFeatures(again.getCategoricalFeatures());
    return asItCame.equals(again);
  }

  private static boolean sameOutcome(AcceptedOutcome a, AcceptedOutcome b) {
    return a.getOccurredAtMillis() == b.getOccurredAtMillis()
        && Double.compare(a.getRevenue(), b.getRevenue()) == 0
        && a.getCostMicros() == b.getCostMicros()
        && Objects.equals(a.getCorrectsOutcomeId(), b.getCorrectsOutcomeId());
  }

  private static boolean sameDecision(Treatment a, Treatment b) {
    return a.getArmId().equals(b.getArmId())
        && a.getAssignment() == b.getAssignment()
        && Objects.equals(a.getPropensity(), b.getPropensity())
        && a.getAssignedAt().equals(b.getAssignedAt());
  }

  private static void checkCampaign(AttributionState state, String campaignId)
      throws RejectedMessageException {
    if (!campaignId.equals(state.getCampaignId())) {
      throw new RejectedMessageException(
          DeadLetterReason.CAMPAIGN_MISMATCH,
          "the impression's campaign is " + state.getCampaignId());
    }
  }

  /** Returns a copy of what remains in a buffer, which stays as it is. */
  public static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
