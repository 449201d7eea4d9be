package io.weir.kafka;

import org.apache.kafka.common.KafkaException;

/** No broker answers at the addresses given. */
public final class BrokerUnavailableException extends KafkaException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param brokers addresses that were tried
   * @param cause what the client said
   */
  public BrokerUnavailableException(String brokers, Throwable cause) {
    super(
        "no Kafka broker answers at "
            + brokers
            + ": start one there, or name others with --bootstrap-servers",
        cause);
  }
}
