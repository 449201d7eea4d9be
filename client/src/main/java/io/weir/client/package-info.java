/**
 * The decision library for services. {@link io.weir.client.WeirClient} follows the compacted topics
 * and decides in process; {@link io.weir.client.DecisionEngine} under it knows no Kafka and can be
 * fed, tested and embedded by itself.
 */
@NullMarked
package io.weir.client;

import org.jspecify.annotations.NullMarked;
