/** Keeps samples as Parquet files for longer than their topic does, and reads them again. */
@NullMarked
package io.weir.jobs.archive;

import org.jspecify.annotations.NullMarked;
