/**
 * Events on their way to the broker: a bounded queue, and what is remembered of recent requests.
 */
@NullMarked
package io.weir.service.events;

import org.jspecify.annotations.NullMarked;
