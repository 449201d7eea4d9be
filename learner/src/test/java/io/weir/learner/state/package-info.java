/** Tests of {@code io.weir.learner.state}. */
package io.weir.learner.state;
