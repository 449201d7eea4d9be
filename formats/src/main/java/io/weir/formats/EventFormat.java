package io.weir.formats;

/** How the events of one topic are written. */
public enum EventFormat {
  /** Avro single-object encoding of a released schema: the format of this project. */
  AVRO_SINGLE_OBJECT("avro-single-object"),
  /** A zero byte, the four bytes of a schema id, the binary body; a registry has the schema. */
  AVRO_CONFLUENT("avro-confluent"),
  /** One JSON object. */
  JSON("json");

  private final String flag;

  EventFormat(String flag) {
    this.flag = flag;
  }

  /** Returns the name that options use. */
  @Override
  public String toString() {
    return flag;
  }

  /**
   * Returns the format of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static EventFormat of(String flag) {
    for (EventFormat format : values()) {
      if (format.flag.equals(flag)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "\"" + flag + "\" is no format: avro-single-object, avro-confluent or json");
  }
}
