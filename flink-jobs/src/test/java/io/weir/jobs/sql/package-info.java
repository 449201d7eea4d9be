/** The topics as tables. */
@NullMarked
package io.weir.jobs.sql;

import org.jspecify.annotations.NullMarked;
