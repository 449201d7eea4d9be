/**
 * Hashes of the wire contract: murmur3 for feature columns and the holdout, CRC-64-AVRO for the
 * checksum of a model. Every client in every language must agree on them to the bit.
 */
@NullMarked
package io.weir.core.hash;

import org.jspecify.annotations.NullMarked;
