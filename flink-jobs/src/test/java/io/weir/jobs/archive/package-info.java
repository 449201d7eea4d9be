/** The archive of samples. */
@NullMarked
package io.weir.jobs.archive;

import org.jspecify.annotations.NullMarked;
