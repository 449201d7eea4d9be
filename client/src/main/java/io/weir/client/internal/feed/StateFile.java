package io.weir.client.internal.feed;

import io.weir.client.health.FollowedTopic;
import io.weir.client.internal.engine.RetainedRecord;
import io.weir.schemas.wire.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.avro.specific.SpecificRecord;

/**
 * A file of the last good records, by which a client decides that starts while the broker is away.
 * It is written beside its place, forced to the disk and moved there, so that a crash leaves the
 * one before. Values are in the wire format: a later version of the library reads them as it reads
 * the topics.
 */
final class StateFile {
  private static final long MAGIC = 0x5745_4952_5354_0001L; // WEIRST, version 1

  private final Path path;
  private final Map<Class<?>, RecordCodec<?>> codecs = new HashMap<>();

  /** A record as it stands in the file. */
  record Entry(FollowedTopic topic, String campaignId, long publishedAtMillis, byte[] value) {}

  /**
   * What the file holds.
   *
   * @param savedAtMillis when it was written
   * @param identities of the topics that the records are from
   * @param entries campaigns first
   */
  record Content(long savedAtMillis, Map<String, String> identities, List<Entry> entries) {}

  StateFile(Path path) {
    this.path = path;
  }

  /**
   * Reads it.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if it cannot be read or is damaged
   */
  Content read() throws IOException {
    CRC32C crc = new CRC32C();
    try (InputStream file = Files.newInputStream(path);
        DataInputStream in =
            new DataInputStream(
                new CheckedInputStream(new java.io.BufferedInputStream(file), crc))) {
      if (in.readLong() != MAGIC) {
        throw new IOException(path + " is no state of a client");
      }
      long savedAtMillis = in.readLong();
      Map<String, String> identities = new HashMap<>();
      for (int i = in.readInt(); i > 0; i--) {
        identities.put(in.readUTF(), in.readUTF());
      }
      List<Entry> entries = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        FollowedTopic topic = FollowedTopic.valueOf(in.readUTF());
        String campaignId = in.readUTF();
        long publishedAtMillis = in.readLong();
        int length = in.readInt();
        byte[] value = in.readNBytes(length);
        if (value.length != length) {
          throw new IOException(path + " ends inside a record");
        }
        entries.add(new Entry(topic, campaignId, publishedAtMillis, value));
      }
      long expected = crc.getValue();
      if (in.readLong() != expected) {
        throw new IOException(path + " is damaged: its checksum is wrong");
      }
      return new Content(savedAtMillis, identities, entries);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " is damaged", e);
    }
  }

  /** Writes it, all or nothing; when this returns it is on the disk. */
  void write(long nowMillis, Map<String, String> identities, List<RetainedRecord> records)
      throws IOException {
    Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file");
    Files.createDirectories(directory);
    Path next = directory.resolve(path.getFileName() + ".next");
    byte[] content = encode(nowMillis, identities, records);
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    try {
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "the file system of " + directory + " cannot replace a file at once", e);
    }
    forceDirectory(directory);
  }

  /** A move is on the disk once its directory is; Windows neither needs nor allows it. */
  private static void forceDirectory(Path directory) throws IOException {
    if (!System.getProperty("os.name", "").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private byte[] encode(
      long nowMillis, Map<String, String> identities, List<RetainedRecord> records)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(MAGIC);
    out.writeLong(nowMillis);
    out.writeInt(identities.size());
    for (Map.Entry<String, String> identity : identities.entrySet()) {
      out.writeUTF(identity.getKey());
      out.writeUTF(identity.getValue());
    }
    out.writeInt(records.size());
    for (RetainedRecord record : records) {
      byte[] value = encode(record.record());
      out.writeUTF(record.topic().name());
      out.writeUTF(record.campaignId());
      out.writeLong(record.publishedAtMillis());
      out.writeInt(value.length);
      out.write(value);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.toByteArray());
    out.writeLong(crc.getValue());
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked")
  private byte[] encode(SpecificRecord record) {
    Class<SpecificRecord> type = (Class<SpecificRecord>) record.getClass();
    RecordCodec<SpecificRecord> codec =
        (RecordCodec<SpecificRecord>) codecs.computeIfAbsent(type, t -> new RecordCodec<>(type));
    return codec.encode(record);
  }
}
