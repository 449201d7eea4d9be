package io.weir.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.budget.ledger.LedgerEntries;
import io.weir.jobs.budget.state.LedgerEntry;
import java.util.List;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class LedgerBundlerTest {
  private static OneInputStreamOperatorTestHarness<LedgerEntry, LedgerEntry> harness()
      throws Exception {
    OneInputStreamOperatorTestHarness<LedgerEntry, LedgerEntry> harness =
        new OneInputStreamOperatorTestHarness<>(
            new LedgerBundler(100),
            new AvroTypeInfo<>(LedgerEntry.class)
                .createSerializer(
                    new org.apache.flink.api.common.serialization.SerializerConfigImpl()));
    harness.open();
    return harness;
  }

  private static LedgerEntry spent(String campaignId, long second, long micros) {
    LedgerEntry entry = LedgerEntries.at(campaignId, second * 1000);
    entry.setSpentMicros(micros);
    return entry;
  }

  private static long sum(List<LedgerEntry> entries) {
    return entries.stream().mapToLong(LedgerEntry::getSpentMicros).sum();
  }

  @Test
  void sendsOneSumACampaignAndSecondAnInterval() throws Exception {
    try (var harness = harness()) {
      for (int i = 0; i < 1_000; i++) {
        harness.processElement(spent("hot", 7 + i % 2, 1), 0);
      }
      harness.processElement(spent("cold", 7, 5), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.setProcessingTime(100);
      assertThat(harness.extractOutputValues()).hasSize(3);
      assertThat(sum(harness.extractOutputValues())).isEqualTo(1_005);
      harness.setProcessingTime(200);
      assertThat(harness.extractOutputValues()).hasSize(3);
    }
  }

  @Test
  void keepsNothingAcrossACheckpointBarrier() throws Exception {
    try (var harness = harness()) {
      harness.processElement(spent("a", 7, 5), 0);
      harness.prepareSnapshotPreBarrier(1);
      assertThat(sum(harness.extractOutputValues())).isEqualTo(5);
      harness.setProcessingTime(1_000);
      assertThat(sum(harness.extractOutputValues())).isEqualTo(5);
    }
  }

  @Test
  void sendsTheRestAtTheEndAndBoundsItsMemory() throws Exception {
    try (var harness = harness()) {
      for (int i = 0; i < 25_000; i++) {
        harness.processElement(spent("a", i, 1), 0);
      }
      assertThat(harness.extractOutputValues()).hasSize(20_000);
      ((LedgerBundler) harness.getOperator()).finish();
      assertThat(sum(harness.extractOutputValues())).isEqualTo(25_000);
    }
  }

  @Test
  void doesNotModifyWhatItWasGiven() throws Exception {
    try (var harness = harness()) {
      LedgerEntry first = spent("a", 7, 5);
      harness.processElement(first, 0);
      harness.processElement(spent("a", 7, 5), 0);
      assertThat(first.getSpentMicros()).isEqualTo(5);
    }
  }
}
