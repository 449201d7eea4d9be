/**
 * Published models as the learner scores them.
 *
 * <p>Knows nothing of how they came about.
 */
@NullMarked
package io.weir.learner.model;

import org.jspecify.annotations.NullMarked;
