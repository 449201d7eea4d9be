package io.weir.jobs.learning;

import io.weir.schemas.Sample;

/**
 * A sample and where it came from, should it have to be set aside. A Flink POJO: public fields,
 * no-argument constructor.
 */
public final class SampleMessage {
  /** The sample. */
  public Sample sample = new Sample();

  /** Topic it came from. */
  public String topic = "";

  /** Partition it came from. */
  public int partition;

  /** Offset it came from. */
  public long offset;

  /** For Flink. */
  public SampleMessage() {}

  /** Makes a message. */
  public SampleMessage(Sample sample, String topic, int partition, long offset) {
    this.sample = sample;
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
  }
}
