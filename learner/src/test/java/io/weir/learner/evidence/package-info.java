/** Tests of {@code io.weir.learner.evidence}. */
package io.weir.learner.evidence;
