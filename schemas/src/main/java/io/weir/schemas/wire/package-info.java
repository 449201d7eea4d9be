/**
 * The wire format: Avro single-object encoding of every record, and the store of all released
 * schemas that readers resolve against.
 */
@NullMarked
package io.weir.schemas.wire;

import org.jspecify.annotations.NullMarked;
