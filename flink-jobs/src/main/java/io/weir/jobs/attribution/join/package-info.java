/**
 * The rules by which the events of one impressionId become a sample. Knows no operator, no timer
 * and no clock.
 */
@NullMarked
package io.weir.jobs.attribution.join;

import org.jspecify.annotations.NullMarked;
