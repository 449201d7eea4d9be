/** Tests of {@code io.weir.core.state}. */
package io.weir.core.state;
