/** Tests of {@code io.weir.learner.train}. */
package io.weir.learner.train;
