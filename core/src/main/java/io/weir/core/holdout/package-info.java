/** The randomized holdout of the wire contract: salted, sticky, the same in every language. */
@NullMarked
package io.weir.core.holdout;

import org.jspecify.annotations.NullMarked;
