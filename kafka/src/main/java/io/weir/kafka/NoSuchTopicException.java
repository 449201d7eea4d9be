package io.weir.kafka;

import java.util.Collection;
import org.apache.kafka.common.KafkaException;

/** A topic that should be read does not exist. */
public final class NoSuchTopicException extends KafkaException {
  private static final long serialVersionUID = 1L;

  NoSuchTopicException(Collection<String> topics, String brokers) {
    super(
        "there is no topic "
            + String.join(", ", topics)
            + " on "
            + brokers
            + ": create the topics first, or name another --topic-prefix");
  }
}
