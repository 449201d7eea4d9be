/**
 * Dead letters: every reason there is, the checks that give them, how a letter is built, parted
 * from the stream and counted. Knows no source or sink.
 */
@NullMarked
package io.weir.jobs.common.deadletter;

import org.jspecify.annotations.NullMarked;
