/** {@code weir plan}: how large a holdout, for how long, and what it costs. */
@NullMarked
package io.weir.cli.plan;

import org.jspecify.annotations.NullMarked;
