/** How long the learning job keeps records and barriers waiting while it solves for a price. */
@NullMarked
package io.weir.benchmarks.learning;

import org.jspecify.annotations.NullMarked;
