/** A real Kafka broker and a real Flink cluster inside this process, for the demo and for tests. */
@NullMarked
package io.weir.cli.embedded;

import org.jspecify.annotations.NullMarked;
