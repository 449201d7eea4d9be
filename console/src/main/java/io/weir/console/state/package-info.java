/**
 * What the console knows, in memory: the latest of every topic and bounded histories, kept in step
 * by whoever reads the topics.
 */
@NullMarked
package io.weir.console.state;

import org.jspecify.annotations.NullMarked;
