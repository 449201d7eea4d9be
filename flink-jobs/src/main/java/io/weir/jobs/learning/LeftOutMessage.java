package io.weir.jobs.learning;

import io.weir.core.state.StateInput;
import io.weir.learner.thin.LeftOut;
import java.io.IOException;

/**
 * Sums of samples that were left out, on their way to the learner. A Flink POJO: public fields,
 * no-argument constructor.
 */
public final class LeftOutMessage {
  /** Campaign of the samples. */
  public String campaignId = "";

  /** The sums, as {@link LeftOut#toBytes} writes them. */
  public byte[] sums = new byte[0];

  /** For Flink. */
  public LeftOutMessage() {}

  /** Makes a message. */
  public LeftOutMessage(LeftOut leftOut) {
    this(leftOut.campaignId(), leftOut.toBytes());
  }

  LeftOutMessage(String campaignId, byte[] sums) {
    this.campaignId = campaignId;
    this.sums = sums;
  }

  /**
   * Returns the sums.
   *
   * @throws IOException if the bytes are none
   */
  LeftOut read() throws IOException {
    return LeftOut.read(StateInput.of(sums));
  }
}
