/**
 * Campaigns as every job hears of them: changes read from their topic, and counters by campaign.
 */
@NullMarked
package io.weir.jobs.common.campaign;

import org.jspecify.annotations.NullMarked;
