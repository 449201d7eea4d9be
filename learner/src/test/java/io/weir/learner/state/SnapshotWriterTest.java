package io.weir.learner.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.state.StateInput;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotWriterTest {
  private final SnapshotWriter parts = new SnapshotWriter();
  private final Set<String> stored = new HashSet<>();
  private final Map<String, byte[]> state = new HashMap<>();
  private int puts;

  private int flush() throws Exception {
    puts = 0;
    return parts.flush(
        stored,
        new SnapshotWriter.Store() {
          @Override
          public void put(String name, byte[] bytes) {
            puts++;
            state.put(name, bytes);
          }

          @Override
          public void remove(String name) {
            state.remove(name);
          }
        });
  }

  private void put(long changing, String fixed) throws Exception {
    parts.put("changing", out -> out.writeLong(changing));
    parts.putImmutable("fixed", fixed, (value, out) -> out.writeText(value));
  }

  @Test
  void whatNeverChangesIsWrittenOnceAndCountedAlways() throws Exception {
    String value = new String("abc");
    put(1, value);
    assertThat(flush()).isEqualTo(8 + 5 + 1);
    // The two, and that formats are told.
    assertThat(puts).isEqualTo(3);
    put(2, value);
    assertThat(flush()).isEqualTo(8 + 5 + 1);
    assertThat(puts).isEqualTo(1);
    assertThat(StateInput.of(state.get("changing")).readLong()).isEqualTo(2);
    // Another object, as after a restart, is written again even if it is equal.
    put(2, new String("abc"));
    flush();
    assertThat(puts).isEqualTo(2);
  }

  @Test
  void aPartThatIsNotPutAnyMoreLeavesTheStore() throws Exception {
    String value = "abc";
    put(1, value);
    flush();
    put(1, null);
    assertThat(flush()).isEqualTo(8 + 1);
    assertThat(state).containsOnlyKeys("changing", SnapshotWriter.TOLD);
    // And comes back with the same object.
    put(1, value);
    flush();
    assertThat(state).containsOnlyKeys("changing", "fixed", SnapshotWriter.TOLD);
  }

  @Test
  void partsOfAnEarlierReleaseLeaveTheStore() throws Exception {
    state.put("old", new byte[3]);
    stored.add("old");
    put(1, "abc");
    flush();
    assertThat(state).containsOnlyKeys("changing", "fixed", SnapshotWriter.TOLD);
  }
}
