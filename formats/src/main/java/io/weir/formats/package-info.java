/**
 * Events as people have them: JSON, Avro whose schemas a registry holds, and fields under other
 * names, read into the records of the wire. What does not map is refused with the field's name.
 * Knows neither Kafka nor Flink.
 */
@NullMarked
package io.weir.formats;

import org.jspecify.annotations.NullMarked;
