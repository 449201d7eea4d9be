/** Random numbers whose whole state can be saved and restored. */
@NullMarked
package io.weir.core.random;

import org.jspecify.annotations.NullMarked;
