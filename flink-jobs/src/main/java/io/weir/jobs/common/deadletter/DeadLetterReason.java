package io.weir.jobs.common.deadletter;

import io.weir.contract.EventProblem;
import io.weir.formats.UnmappedEventException;
import io.weir.schemas.wire.WireFormatException;

/**
 * Every reason a dead letter can carry. The names are part of the contract: consumers filter by
 * them, so none is ever renamed. {@code docs/reference/dead-letters.md} explains each.
 */
public enum DeadLetterReason {
  /** A null value on a topic of events. */
  TOMBSTONE,
  /** Fewer than the ten bytes of a header. */
  TRUNCATED_HEADER,
  /** The first two bytes are not C3 01. */
  WRONG_MARKER,
  /** No released schema of this record has the fingerprint. */
  UNKNOWN_FINGERPRINT,
  /** The body ends before the record does. */
  TRUNCATED_RECORD,
  /** Bytes are left over after the record. */
  TRAILING_BYTES,
  /** The body is no encoding of the writer's schema. */
  MALFORMED_RECORD,
  /** The topic carries JSON, and the message is no JSON object. */
  MALFORMED_JSON,
  /** The schema registry has no Avro schema of the message's id, or the message has no id. */
  UNKNOWN_SCHEMA_ID,
  /** A field that the record needs is not in the event, or not where the mapping says. */
  MISSING_FIELD,
  /** A field is in the event, and is not what the record needs. */
  INVALID_FIELD,
  /** An identifier is empty. */
  EMPTY_IDENTIFIER,
  /** The message is longer than an event may be. */
  OVERSIZED_MESSAGE,
  /** A number, text or list lies outside its range. */
  VALUE_OUT_OF_RANGE,
  /** The event's time is before 1970, or after the last that is allowed. */
  IMPOSSIBLE_TIME,
  /** The event's time is too far ahead of the broker's clock when the event arrived. */
  CLOCK_AHEAD,
  /** A campaign's configuration contradicts itself, or its key is not its campaignId. */
  INVALID_CAMPAIGN,
  /** Work for one campaign failed, and stands still until its next version; others go on. */
  CAMPAIGN_SET_ASIDE,
  /** A dual price is negative or no number, or its key is not its campaignId. */
  INVALID_DUAL_PRICE,
  /** A learning option of a campaign is unknown, unreadable or out of range. */
  INVALID_LEARNING_OPTION,
  /** No such campaign appeared within the time limit, or too many messages were held back. */
  UNKNOWN_CAMPAIGN,
  /** The impression's featureSet is not the campaign's. */
  UNKNOWN_FEATURE_SET,
  /** The number of features differs from the campaign's lists. */
  WRONG_FEATURE_COUNT,
  /** A feature of the campaign is not among those that the impression names. */
  MISSING_FEATURE,
  /** The impression names a feature that the campaign does not have. */
  UNKNOWN_FEATURE,
  /** A feature that the campaign calls numeric is a text. */
  WRONG_FEATURE_TYPE,
  /** A numeric feature is NaN or infinite. */
  NON_FINITE_FEATURE,
  /** An impression of the same id with other content came before. */
  CONFLICTING_IMPRESSION,
  /** The impression came after its window and the allowed lateness had passed. */
  LATE_IMPRESSION,
  /** The campaign has no such arm. */
  UNKNOWN_ARM,
  /** The propensity is no probability above zero. */
  INVALID_PROPENSITY,
  /** A different treatment of the same impression came before. */
  CONFLICTING_TREATMENT,
  /** No impression of this id came within the treatment's own time plus the window. */
  TREATMENT_WITHOUT_IMPRESSION,
  /** Treatment or outcome names another campaign than its impression. */
  CAMPAIGN_MISMATCH,
  /** The treatment names another unit than its impression. */
  UNIT_MISMATCH,
  /** Revenue is NaN or infinite. */
  NON_FINITE_REVENUE,
  /** Cost is below zero and no outcome is corrected. */
  NEGATIVE_COST,
  /** A correction names itself. */
  INVALID_CORRECTION,
  /** The outcome's currency is not the campaign's. */
  CURRENCY_MISMATCH,
  /** An outcome of the same id with other content came before. */
  CONFLICTING_OUTCOME,
  /** The outcome happened before its impression. */
  OUTCOME_BEFORE_IMPRESSION,
  /** No impression of this id came within the outcome's own time plus the window. */
  OUTCOME_WITHOUT_IMPRESSION,
  /** No outcome of the id that it corrects came before the impression's window closed. */
  CORRECTION_WITHOUT_OUTCOME,
  /** The impression has as many outcomes, or as many messages wait for it, as are taken. */
  TOO_MANY_OUTCOMES,
  /** The job failed on this message alone; everything else goes on. */
  INTERNAL_ERROR;

  /** Returns the reason of the same name for an event that is wrong by itself. */
  public static DeadLetterReason of(EventProblem.Kind kind) {
    return valueOf(kind.name());
  }

  /** Returns the reason of the same name for an event that does not become a record. */
  public static DeadLetterReason of(UnmappedEventException.Reason reason) {
    return valueOf(reason.name());
  }

  /** Returns the reason of the same name for bytes that do not decode. */
  public static DeadLetterReason of(WireFormatException.Reason reason) {
    return valueOf(reason.name());
  }
}
