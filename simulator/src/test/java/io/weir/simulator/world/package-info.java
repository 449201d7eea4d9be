/** Tests of the simulated marketplace. */
@NullMarked
package io.weir.simulator.world;

import org.jspecify.annotations.NullMarked;
