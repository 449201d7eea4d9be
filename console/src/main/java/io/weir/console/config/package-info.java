/**
 * What the console is told when it starts.
 *
 * <p>Knows nothing of the console.
 */
@NullMarked
package io.weir.console.config;

import org.jspecify.annotations.NullMarked;
