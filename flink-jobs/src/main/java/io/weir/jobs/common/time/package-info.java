/** How event time advances: the front of each partition, and watermarks behind it. */
@NullMarked
package io.weir.jobs.common.time;

import org.jspecify.annotations.NullMarked;
