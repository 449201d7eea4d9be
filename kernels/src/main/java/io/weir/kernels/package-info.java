@NullMarked
package io.weir.kernels;

import org.jspecify.annotations.NullMarked;
