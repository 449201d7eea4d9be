/** Reads the topics into the console's state. */
@NullMarked
package io.weir.console.feed;

import org.jspecify.annotations.NullMarked;
