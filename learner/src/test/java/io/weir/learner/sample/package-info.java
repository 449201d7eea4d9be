/** Tests of {@code io.weir.learner.sample}. */
package io.weir.learner.sample;
