/**
 * What the page shows of campaigns and streams: immutable values, made from published records.
 * Knows nothing of how they are kept or carried.
 */
@NullMarked
package io.weir.console.view;

import org.jspecify.annotations.NullMarked;
