/**
 * Plumbing that every job shares: typed options, Kafka sources and sinks, dead letters, event time
 * and the environment's settings.
 */
@NullMarked
package io.weir.jobs.common;

import org.jspecify.annotations.NullMarked;
