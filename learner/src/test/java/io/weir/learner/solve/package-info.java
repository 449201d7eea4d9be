/** Tests of {@code io.weir.learner.solve}. */
package io.weir.learner.solve;
