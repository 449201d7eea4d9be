/** Tests of the budget job: first stage, partial sums, accounts, whole job. */
package io.weir.jobs.budget;
