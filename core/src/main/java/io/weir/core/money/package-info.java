/** Amounts of money and their units. */
@NullMarked
package io.weir.core.money;

import org.jspecify.annotations.NullMarked;
