/** Operator commands: read, check, write a new campaign version, all in one Kafka transaction. */
@NullMarked
package io.weir.console.operator;

import org.jspecify.annotations.NullMarked;
