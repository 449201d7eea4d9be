package io.weir.jobs.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named parts of a state, each with its length: a later release can leave out a part it no longer
 * knows and finds out which parts an earlier release had not written. A part whose bytes change
 * meaning gets a new name.
 */
final class Sections {
  private final Map<String, byte[]> parts;

  private Sections(Map<String, byte[]> parts) {
    this.parts = parts;
  }

  static Sections empty() {
    return new Sections(new LinkedHashMap<>());
  }

  /** Adds a part. */
  void put(String name, Blobs.Writer writer) {
    parts.put(name, Blobs.toBytes(writer));
  }

  /** Adds a part if there is a value. */
  <T> void put(String name, @Nullable T value, Blobs.ValueWriter<T> writer) {
    if (value != null) {
      put(name, out -> writer.write(value, out));
    }
  }

  /** Returns a part; null if it was not written. */
  @Nullable DataInput get(String name) {
    byte[] bytes = parts.get(name);
    return bytes == null ? null : Blobs.input(bytes);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(parts.size());
    for (Map.Entry<String, byte[]> part : parts.entrySet()) {
      out.writeUTF(part.getKey());
      Blobs.write(out, part.getValue());
    }
  }

  static Sections read(DataInput in) throws IOException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      String name = in.readUTF();
      parts.put(name, Blobs.read(in));
    }
    return new Sections(parts);
  }
}
