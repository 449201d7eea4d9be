/**
 * One campaign's learner, from samples to models and prices.
 *
 * <p>Takes samples in the order of the stream, trains, and at each slide judges and publishes. What
 * drives it (a Flink job, a plain loop) brings samples, configurations and time, and keeps its
 * state. Knows neither Flink nor Kafka, and reads no clock.
 */
@NullMarked
package io.weir.learner;

import org.jspecify.annotations.NullMarked;
