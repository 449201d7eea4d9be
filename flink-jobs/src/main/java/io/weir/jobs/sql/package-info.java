/**
 * The topics as tables of Flink SQL: a format for Avro single-object encoding, and the statements
 * that create the tables.
 *
 * <p>Knows the schemas, and no job.
 */
@NullMarked
package io.weir.jobs.sql;

import org.jspecify.annotations.NullMarked;
