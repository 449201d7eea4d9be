/**
 * One campaign's account: money by the time of the treatment, sums of periods, and pacing. Works on
 * the state that it is given; knows no stream.
 */
@NullMarked
package io.weir.jobs.budget.ledger;

import org.jspecify.annotations.NullMarked;
