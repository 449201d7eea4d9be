/**
 * Keeping a budget while a campaign runs: the published ladder re-solved for what is left,
 * corrected by realized against predicted spend, and moved by dual mirror descent between
 * publications.
 */
@NullMarked
package io.weir.core.pacing;

import org.jspecify.annotations.NullMarked;
