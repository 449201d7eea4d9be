/** A study of pacing on simulated campaigns of known truth. */
@NullMarked
package io.weir.simulator.pacing;

import org.jspecify.annotations.NullMarked;
