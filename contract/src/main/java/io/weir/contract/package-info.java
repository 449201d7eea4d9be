/**
 * From the records of the wire to the types of the mathematics, checked, in one place for everyone
 * who reads them: one range for every number, text and list that enters ({@link
 * io.weir.contract.Ranges}), one validator of events and one of campaigns, which jobs, client,
 * console and command line all call. Knows schemas and core alone: no Kafka, no Flink.
 */
@NullMarked
package io.weir.contract;

import org.jspecify.annotations.NullMarked;
