/**
 * From the records of the wire to the types of the mathematics, checked, in one place for everyone
 * who reads them. Knows schemas and core alone: no Kafka, no Flink.
 */
@NullMarked
package io.weir.contract;

import org.jspecify.annotations.NullMarked;
