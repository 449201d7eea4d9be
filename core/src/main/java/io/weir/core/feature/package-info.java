/**
 * From an impression's named features to the input of a network: standardized numeric columns, then
 * one hashed one-hot block per categorical feature; and the running means and scales behind it.
 */
@NullMarked
package io.weir.core.feature;

import org.jspecify.annotations.NullMarked;
