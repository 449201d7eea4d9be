/** What a learned policy is worth on randomized rows that nobody learned from. */
@NullMarked
package io.weir.backtest.evaluate;

import org.jspecify.annotations.NullMarked;
