/**
 * Where Kafka is, and how jobs read and write it: topics, sources, sinks, records or dead letters.
 */
@NullMarked
package io.weir.jobs.common.kafka;

import org.jspecify.annotations.NullMarked;
