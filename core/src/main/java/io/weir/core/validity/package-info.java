/**
 * Whether an experiment can be trusted while it runs: ratios of arms, balance of covariates,
 * positivity, traffic where none should be.
 *
 * <p>The tests stay valid under continuous looking: their p-values hold at every moment at once, so
 * watching a stream does not pile up false alarms. All state can be saved and put back.
 */
@NullMarked
package io.weir.core.validity;

import org.jspecify.annotations.NullMarked;
