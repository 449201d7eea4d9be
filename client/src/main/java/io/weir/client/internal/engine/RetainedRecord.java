package io.weir.client.internal.engine;

import io.weir.client.health.FollowedTopic;
import java.util.Comparator;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record in force or waiting for its counterpart, as a snapshot keeps it.
 *
 * @param publishedAtMillis when it was published, as far as ages go
 */
public record RetainedRecord(
    FollowedTopic topic, String campaignId, long publishedAtMillis, SpecificRecord record)
    implements Comparable<RetainedRecord> {
  private static final Comparator<RetainedRecord> ORDER =
      Comparator.comparing(RetainedRecord::topic)
          .thenComparing(RetainedRecord::campaignId)
          .thenComparingLong(RetainedRecord::publishedAtMillis);

  @Override
  public int compareTo(RetainedRecord other) {
    return ORDER.compare(this, other);
  }
}
