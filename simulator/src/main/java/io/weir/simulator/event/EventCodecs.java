package io.weir.simulator.event;

import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;

/** Encoders of the three events. One thread. */
public final class EventCodecs {

  public final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
  public final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
  public final RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
}
