/**
 * The attribution job: joins impressions, treatments and outcomes by impressionId into samples,
 * each emitted exactly once when its attribution window has passed.
 */
@NullMarked
package io.weir.jobs.attribution;

import org.jspecify.annotations.NullMarked;
