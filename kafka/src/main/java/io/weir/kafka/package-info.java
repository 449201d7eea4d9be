/**
 * Kafka as every command and job meets it: the flags that say where it is, and one reader of
 * finished stretches of topics. Knows no record type, no job and no Flink.
 */
@NullMarked
package io.weir.kafka;

import org.jspecify.annotations.NullMarked;
