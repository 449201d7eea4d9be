/**
 * Means, ratios and outcome models of judged samples, with their standard errors.
 *
 * <p>Takes plain numbers; knows neither samples nor models.
 */
@NullMarked
package io.weir.learner.estimate;

import org.jspecify.annotations.NullMarked;
