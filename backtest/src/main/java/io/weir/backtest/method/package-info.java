/** The methods a backtest compares, behind one interface. */
@NullMarked
package io.weir.backtest.method;

import org.jspecify.annotations.NullMarked;
