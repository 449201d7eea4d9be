package io.weir.core.f64.level;

/** Which second derivative of the lower loss a linear solve uses. */
public enum Curvature {
  /** The Hessian; indefinite for networks, so the solve watches for negative curvature. */
  EXACT,
  /** J^T W J, positive semi-definite. */
  GAUSS_NEWTON
}
