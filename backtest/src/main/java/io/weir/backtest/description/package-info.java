/** The JSON description that tells a backtest what the columns of a logged experiment mean. */
@NullMarked
package io.weir.backtest.description;

import org.jspecify.annotations.NullMarked;
