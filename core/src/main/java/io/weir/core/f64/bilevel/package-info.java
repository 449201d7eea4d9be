/**
 * The bi-level problem on parameters: pseudo-label loss, bridges, hypergradients and the training
 * loops, all resumable in small steps.
 */
@NullMarked
package io.weir.core.f64.bilevel;

import org.jspecify.annotations.NullMarked;
