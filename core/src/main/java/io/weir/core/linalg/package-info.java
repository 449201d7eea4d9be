/** The seam under which dense matrix products live, and its default over EJML. */
@NullMarked
package io.weir.core.linalg;

import org.jspecify.annotations.NullMarked;
