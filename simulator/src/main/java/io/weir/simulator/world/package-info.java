/**
 * A marketplace whose potential outcomes are known: who would buy what under each arm, what the old
 * policy does, and what the best possible policy would earn. Pure mathematics, deterministic from a
 * seed; nothing here talks to a broker.
 */
@NullMarked
package io.weir.simulator.world;

import org.jspecify.annotations.NullMarked;
