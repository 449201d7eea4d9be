/**
 * What a network looks like: its layers, its activation and where each weight sits in the flat
 * vector.
 */
@NullMarked
package io.weir.core.network;

import org.jspecify.annotations.NullMarked;
