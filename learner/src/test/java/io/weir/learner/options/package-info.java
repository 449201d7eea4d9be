/** Tests of {@code io.weir.learner.options}. */
package io.weir.learner.options;
