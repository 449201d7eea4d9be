/** Tests of {@code io.weir.learner.estimate}. */
package io.weir.learner.estimate;
