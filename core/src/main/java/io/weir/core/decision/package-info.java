/**
 * Decision losses: how good the decisions are that predictions lead to, estimated without bias on
 * randomized data, and four surrogates that give it a gradient.
 *
 * <p>All are functions of predictions in a network's output layout [n, 2M]: columns 0..M-1 revenue,
 * M..2M-1 cost. Chained with a network's backward pass they become gradients with respect to
 * parameters.
 */
@NullMarked
package io.weir.core.decision;

import org.jspecify.annotations.NullMarked;
