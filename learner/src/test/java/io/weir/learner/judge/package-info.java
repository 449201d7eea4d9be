/** Tests of {@code io.weir.learner.judge}. */
package io.weir.learner.judge;
