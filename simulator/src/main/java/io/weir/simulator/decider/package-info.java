/**
 * Who decides for a simulated marketplace: the decision library, or a stand-in. Knows no traffic.
 */
@NullMarked
package io.weir.simulator.decider;

import org.jspecify.annotations.NullMarked;
