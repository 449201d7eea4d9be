/** The sliding event-time window of randomized samples that corrections and teachers learn from. */
@NullMarked
package io.weir.core.window;

import org.jspecify.annotations.NullMarked;
