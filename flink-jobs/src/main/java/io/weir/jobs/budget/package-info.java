/**
 * The budget job: spend counted once, commitments, the projection to the period's end and the paced
 * price.
 */
@NullMarked
package io.weir.jobs.budget;

import org.jspecify.annotations.NullMarked;
