package io.weir.jobs.attribution.event;

import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import org.apache.avro.specific.SpecificRecord;

/** Reads bytes that a source has already found readable. Serves one thread. */
public final class RecordReaders {
  private final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
  private final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
  private final RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);

  /** Reads an impression. */
  public Impression impression(byte[] payload) {
    return read(impressions, payload);
  }

  /** Reads a treatment. */
  public Treatment treatment(byte[] payload) {
    return read(treatments, payload);
  }

  /** Reads an outcome. */
  public Outcome outcome(byte[] payload) {
    return read(outcomes, payload);
  }

  /** Returns an impression's bytes. */
  public byte[] bytes(Impression impression) {
    return impressions.encode(impression);
  }

  private static <R extends SpecificRecord> R read(RecordCodec<R> codec, byte[] payload) {
    try {
      return codec.decode(payload);
    } catch (WireFormatException e) {
      // The source read the very same bytes; only state from a newer release can bring this about.
      throw new IllegalStateException(
          "state holds a message that this release cannot read: " + e.reason(), e);
    }
  }
}
