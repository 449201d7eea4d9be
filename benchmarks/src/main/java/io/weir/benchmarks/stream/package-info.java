/** End-to-end benchmarks of the jobs on a real broker and a real cluster in this process. */
@NullMarked
package io.weir.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
