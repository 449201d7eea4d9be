@NullMarked
package io.weir.client;

import org.jspecify.annotations.NullMarked;
