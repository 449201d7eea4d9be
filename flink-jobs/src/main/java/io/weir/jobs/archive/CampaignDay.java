package io.weir.jobs.archive;

import io.weir.core.hash.Murmur3;
import io.weir.schemas.Sample;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;

/**
 * Which folder a sample belongs in: {@code campaign=ID/day=2026-05-04}, the day of its impression
 * in UTC. Identifiers are percent-encoded; one that no folder could be named after is cut, and told
 * apart by its hash.
 */
final class CampaignDay implements BucketAssigner<Sample, String> {
  private static final long serialVersionUID = 1L;

  /** File systems take 255 bytes. */
  private static final int MOST = 200;

  /** Returns the folder of a campaign. */
  static String folder(String campaignId) {
    String encoded = URLEncoder.encode(campaignId, StandardCharsets.UTF_8);
    if (encoded.length() > MOST) {
      encoded =
          encoded.substring(0, MOST)
              + "-"
              + Integer.toHexString(Murmur3.hash32(campaignId))
              + "-"
              + campaignId.length();
    }
    return "campaign=" + encoded;
  }

  @Override
  public String getBucketId(Sample sample, Context context) {
    LocalDate day = sample.getOccurredAt().atOffset(ZoneOffset.UTC).toLocalDate();
    return folder(sample.getCampaignId()) + "/day=" + day;
  }

  @Override
  public SimpleVersionedSerializer<String> getSerializer() {
    return SimpleVersionedStringSerializer.INSTANCE;
  }
}
