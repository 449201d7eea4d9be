/** First-order optimizers over flat parameter vectors, with state that can be saved exactly. */
@NullMarked
package io.weir.core.f64.optim;

import org.jspecify.annotations.NullMarked;
