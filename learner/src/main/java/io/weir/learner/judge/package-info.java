/**
 * What decides whether a model may serve: the gate, guards of training, tests of the holdout,
 * drift.
 *
 * <p>Rests on evidence; publishes nothing.
 */
@NullMarked
package io.weir.learner.judge;

import org.jspecify.annotations.NullMarked;
