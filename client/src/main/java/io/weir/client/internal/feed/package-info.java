/** From topics and the state file to the engine: raw records decoded, counted and kept. */
@NullMarked
package io.weir.client.internal.feed;

import org.jspecify.annotations.NullMarked;
