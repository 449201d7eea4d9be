/** Events on their way out: the three streams, their encoding and where they go. */
@NullMarked
package io.weir.simulator.event;

import org.jspecify.annotations.NullMarked;
