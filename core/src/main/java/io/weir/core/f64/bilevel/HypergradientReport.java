package io.weir.core.f64.bilevel;

/**
 * What a hypergradient solve did, for diagnostics.
 *
 * @param decisionLoss the upper loss
 * @param decisionGradientNorm norm of its gradient by theta
 * @param hypergradientNorm norm of the result
 * @param iterations of conjugate gradients, restarts included
 * @param relativeResidual of the last solve
 * @param damping absolute, as last used
 * @param dampingRaises times that negative curvature raised it
 * @param gaussNewtonFallback whether the exact matrix was given up
 * @param status how the last solve ended; {@code NOT_FINITE} leaves a hypergradient of zero
 */
public record HypergradientReport(
    /* wide */ double decisionLoss,
    /* wide */ double decisionGradientNorm,
    /* wide */ double hypergradientNorm,
    int iterations,
    /* wide */ double relativeResidual,
    /* wide */ double damping,
    int dampingRaises,
    boolean gaussNewtonFallback,
    ConjugateGradient.Status status) {}
