package io.weir.service.api;

/** An outcome that was taken. */
public record OutcomeAnswer(String outcomeId, String requestId, String occurredAt) {}
