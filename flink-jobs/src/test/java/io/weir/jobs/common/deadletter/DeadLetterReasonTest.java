package io.weir.jobs.common.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.wire.WireFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadLetterReasonTest {
  @ParameterizedTest
  @EnumSource(WireFormatException.Reason.class)
  void everyWireFaultHasAReason(WireFormatException.Reason fault) {
    assertThat(DeadLetterReason.of(fault).name()).isEqualTo(fault.name());
  }

  @Test
  void everyReasonIsDocumented() throws Exception {
    String documentation = Files.readString(Path.of("../docs/reference/dead-letters.md"));
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      assertThat(documentation).contains("| `" + reason.name() + "` |");
    }
  }
}
