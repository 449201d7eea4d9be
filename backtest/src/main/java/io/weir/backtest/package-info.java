@NullMarked
package io.weir.backtest;

import org.jspecify.annotations.NullMarked;
