/**
 * What the console knows, in memory: the latest of every topic, bounded histories, and the alarms
 * that follow.
 */
@NullMarked
package io.weir.console.state;

import org.jspecify.annotations.NullMarked;
