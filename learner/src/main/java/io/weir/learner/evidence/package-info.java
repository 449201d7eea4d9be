/**
 * What speaks for and against a policy: samples that were scored before they were learned from,
 * traffic of other policies, and comparisons of them.
 *
 * <p>Tells; decides nothing.
 */
@NullMarked
package io.weir.learner.evidence;

import org.jspecify.annotations.NullMarked;
