package io.weir.kernels;

import io.weir.core.linalg.KernelsUnavailableException;
import io.weir.core.scoring.ScoringKernel;
import io.weir.core.scoring.ScoringKernelProvider;

/**
 * Scoring by the Vector API, where the JVM runs with {@code --add-modules jdk.incubator.vector}.
 */
public final class VectorScoringProvider implements ScoringKernelProvider {
  @Override
  public String name() {
    return VectorScoring.NAME;
  }

  @Override
  public ScoringKernel open() throws KernelsUnavailableException {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      throw new KernelsUnavailableException("the JVM runs without jdk.incubator.vector", null);
    }
    return new VectorScoring();
  }
}
