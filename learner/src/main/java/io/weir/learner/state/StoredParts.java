package io.weir.learner.state;

import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Named parts of a learner's state as they were written ({@link LearnerParts}). */
public final class StoredParts {
  private final Map<String, byte[]> parts;

  public StoredParts(Map<String, byte[]> parts) {
    this.parts = parts;
  }

  /** Returns a part; null if it was not written. */
  public @Nullable DataInput get(String name) {
    byte[] bytes = parts.get(name);
    return bytes == null ? null : Blobs.input(bytes);
  }

  /** Returns the parts whose names begin in a certain way, by name. */
  public Map<String, DataInput> beginningWith(String prefix) {
    Map<String, DataInput> found = new TreeMap<>();
    parts.forEach(
        (name, bytes) -> {
          if (name.startsWith(prefix)) {
            found.put(name, Blobs.input(bytes));
          }
        });
    return found;
  }

  /** Reads parts that were written as one value, as earlier savepoints hold them. */
  public static StoredParts read(DataInput in) throws IOException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      String name = in.readUTF();
      parts.put(name, Blobs.read(in));
    }
    return new StoredParts(parts);
  }
}
