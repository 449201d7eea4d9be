/**
 * Typed options: a key, a default, what is allowed and what it does; and values read from text.
 *
 * <p>Knows nothing of what the options are for.
 */
@NullMarked
package io.weir.core.option;

import org.jspecify.annotations.NullMarked;
