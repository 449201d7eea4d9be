package io.weir.jobs.common.kafka;

import io.weir.contract.Ranges;

/**
 * What topics are created to take and what the jobs' producers send at most. Everything but models
 * fits the broker's default, so that it also fits a topic that was made without these settings.
 */
public final class MessageSizes {
  /** The broker's own default of {@code message.max.bytes}. */
  public static final int MESSAGE_BYTES_MAX = 1_048_588;

  /** Of topics of models: the largest model that the contract allows, and its key and framing. */
  public static final int LARGE_MESSAGE_BYTES_MAX = (int) Ranges.MODEL_BYTES.most() + 65_536;

  private MessageSizes() {}
}
