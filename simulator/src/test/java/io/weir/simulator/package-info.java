/** Tests of the simulator. */
@NullMarked
package io.weir.simulator;

import org.jspecify.annotations.NullMarked;
