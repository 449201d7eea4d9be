/**
 * What a backtest found: scores by method, and differences between methods.
 *
 * <p>Knows neither how a method learns nor how a report looks.
 */
@NullMarked
package io.weir.backtest.result;

import org.jspecify.annotations.NullMarked;
