/**
 * Messages that no well-meaning producer sends, for every topic that a job or a client reads: made
 * from a seed, sent, and noted one by one, so that what became of each can be told afterwards.
 */
@NullMarked
package io.weir.simulator.hostile;

import org.jspecify.annotations.NullMarked;
