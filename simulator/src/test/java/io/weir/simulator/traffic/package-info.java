/** Tests of the simulated traffic. */
@NullMarked
package io.weir.simulator.traffic;

import org.jspecify.annotations.NullMarked;
