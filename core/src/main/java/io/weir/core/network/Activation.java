package io.weir.core.network;

/** What hidden layers apply to their weighted sums; the output layer is linear. */
public enum Activation {
  /** max(0, z), with derivative 0 at 0. */
  RELU,
  /** Hyperbolic tangent. */
  TANH,
  /** log(1 + exp(z)). */
  SOFTPLUS
}
