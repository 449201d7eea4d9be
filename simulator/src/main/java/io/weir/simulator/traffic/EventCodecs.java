package io.weir.simulator.traffic;

import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;

/** Encoders of the three events. One thread. */
final class EventCodecs {

  final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
  final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
  final RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
}
