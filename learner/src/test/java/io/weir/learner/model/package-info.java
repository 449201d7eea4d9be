/** Tests of {@code io.weir.learner.model}. */
package io.weir.learner.model;
