/**
 * What speaks for and against a model: values, records, tests of the holdout, the gate.
 *
 * <p>Decides; publishes nothing.
 */
@NullMarked
package io.weir.learner.judge;

import org.jspecify.annotations.NullMarked;
