/** Seeded splits of the rows, and observational rows made out of randomized ones. */
@NullMarked
package io.weir.backtest.split;

import org.jspecify.annotations.NullMarked;
