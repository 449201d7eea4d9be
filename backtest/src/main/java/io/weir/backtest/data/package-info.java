/** Logged experiments read from CSV into columns, and their features as network input. */
@NullMarked
package io.weir.backtest.data;

import org.jspecify.annotations.NullMarked;
