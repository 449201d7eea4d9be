/** What a run of {@code ops/local/chaos} has shown, in one table. */
@NullMarked
package io.weir.cli.chaos;

import org.jspecify.annotations.NullMarked;
