/** Results of a backtest as text and as JSON. */
@NullMarked
package io.weir.backtest.report;

import org.jspecify.annotations.NullMarked;
