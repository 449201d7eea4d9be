/**
 * The multi-head perceptron: values, gradients and products with its first and second derivatives.
 */
@NullMarked
package io.weir.core.f64.network;

import org.jspecify.annotations.NullMarked;
