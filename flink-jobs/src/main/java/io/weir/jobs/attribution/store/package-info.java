/**
 * Where the state of impressions lies: a bounded cache in front of the state backend, its binary
 * format, and an index of what is to be forgotten when. Knows neither the rules of the join nor the
 * graph.
 */
@NullMarked
package io.weir.jobs.attribution.store;

import org.jspecify.annotations.NullMarked;
