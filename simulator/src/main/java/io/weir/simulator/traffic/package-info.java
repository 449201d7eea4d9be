/**
 * Live traffic of a simulated marketplace: impressions, treatments and outcomes on their topics,
 * with disorder, duplicates and garbage as asked, and a count of everything that was sent.
 */
@NullMarked
package io.weir.simulator.traffic;

import org.jspecify.annotations.NullMarked;
