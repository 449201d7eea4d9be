/**
 * The budget job: its graph, its two stages as operators, and what they read, write and report. The
 * accounts themselves are in {@code impression} and {@code ledger}.
 */
@NullMarked
package io.weir.jobs.budget;

import org.jspecify.annotations.NullMarked;
