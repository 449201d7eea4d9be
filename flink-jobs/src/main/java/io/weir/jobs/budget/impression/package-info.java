/**
 * The books of one impression: each outcome counted once, corrections, and the ledger entries that
 * follow. Works on the state that it is given; knows no campaign's ledger.
 */
@NullMarked
package io.weir.jobs.budget.impression;

import org.jspecify.annotations.NullMarked;
