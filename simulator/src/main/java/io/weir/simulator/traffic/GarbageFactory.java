package io.weir.simulator.traffic;

import io.weir.schemas.Assignment;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.simulator.event.EventCodecs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes messages that must end as dead letters, modelled on a good impression and treatment. */
final class GarbageFactory {

  private static final int RANDOM_BODY_BYTES = 24;

  private final EventCodecs codecs;
  private final SplittableRandom random;
  private final String runId;
  private long sequence;

  GarbageFactory(EventCodecs codecs, SplittableRandom random, String runId) {
    this.codecs = codecs;
    this.random = random;
    this.runId = runId;
  }

  /**
   * A message and its key.
   *
   * @param key key, the good impression's only where the garbage is about it
   * @param value bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once; never compared
  record Message(String key, byte[] value) {}

  /** Makes one message; the good records are read, not modified. */
  Message make(GarbageKind kind, Impression good, Treatment treatment, List<String> arms) {
    String id = runId + "-garbage-" + sequence++;
    return switch (kind) {
      case RANDOM_BYTES -> new Message(id, randomBody(codecs.impressions.encode(good)));
      case WRONG_MARKER -> {
        byte[] bytes = codecs.treatments.encode(treatmentOf(id, treatment, treatment.getArmId()));
        bytes[0] = 0x5A;
        yield new Message(id, bytes);
      }
      case UNKNOWN_FINGERPRINT -> {
        byte[] bytes = codecs.outcomes.encode(outcomeOf(id, good));
        for (int i = 2; i < RecordCodec.HEADER_BYTES; i++) {
          bytes[i] ^= (byte) 0xA5;
        }
        yield new Message(id, bytes);
      }
      case TRUNCATED_RECORD -> {
        byte[] bytes = codecs.impressions.encode(impressionOf(id, good).build());
        yield new Message(id, Arrays.copyOf(bytes, (bytes.length + RecordCodec.HEADER_BYTES) / 2));
      }
      case WRONG_FEATURE_COUNT -> {
        List<Float> features = new ArrayList<>(good.getNumericFeatures());
        features.remove(features.size() - 1);
        yield impression(impressionOf(id, good).setNumericFeatures(features).build());
      }
      case NAN_FEATURE -> {
        List<Float> features = new ArrayList<>(good.getNumericFeatures());
        features.set(random.nextInt(features.size()), Float.NaN);
        yield impression(impressionOf(id, good).setNumericFeatures(features).build());
      }
      case UNKNOWN_CAMPAIGN -> impression(impressionOf(id, good).setCampaignId("nobody").build());
      case UNKNOWN_ARM ->
          new Message(id, codecs.treatments.encode(treatmentOf(id, treatment, "no-such-arm")));
      case CONFLICTING_TREATMENT -> {
        int arm = arms.indexOf(treatment.getArmId());
        String other = arms.get((arm + 1) % arms.size());
        String impressionId = treatment.getImpressionId();
        yield new Message(
            impressionId, codecs.treatments.encode(treatmentOf(impressionId, treatment, other)));
      }
      case OUTCOME_FOR_NOTHING -> new Message(id, codecs.outcomes.encode(outcomeOf(id, good)));
    };
  }

  private Message impression(Impression impression) {
    return new Message(impression.getImpressionId(), codecs.impressions.encode(impression));
  }

  /** Keeps the header; the body starts with a string of negative length, which no writer makes. */
  private byte[] randomBody(byte[] good) {
    byte[] bytes = new byte[RecordCodec.HEADER_BYTES + RANDOM_BODY_BYTES];
    random.nextBytes(bytes);
    System.arraycopy(good, 0, bytes, 0, RecordCodec.HEADER_BYTES);
    bytes[RecordCodec.HEADER_BYTES] = 0x01;
    return bytes;
  }

  private static Impression.Builder impressionOf(String id, Impression good) {
    return Impression.newBuilder(good).setImpressionId(id);
  }

  private static Treatment treatmentOf(String id, Treatment good, String arm) {
    return Treatment.newBuilder(good)
        .setImpressionId(id)
        .setArmId(arm)
        .setAssignment(Assignment.POLICY)
        .setPropensity(null)
        .build();
  }

  private static Outcome outcomeOf(String id, Impression good) {
    Instant when = good.getOccurredAt();
    return new Outcome(id + "-o", id, good.getCampaignId(), when, 1.0, 0L, null, null);
  }
}
