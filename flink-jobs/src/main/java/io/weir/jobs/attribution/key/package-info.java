/** What an event or a timer does at its key: state, timers, dead letters, counts. */
@NullMarked
package io.weir.jobs.attribution.key;

import org.jspecify.annotations.NullMarked;
