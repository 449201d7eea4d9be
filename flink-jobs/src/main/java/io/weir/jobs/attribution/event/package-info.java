/** What the attribution job reads: its three kinds of events, and how they travel to their key. */
@NullMarked
package io.weir.jobs.attribution.event;

import org.jspecify.annotations.NullMarked;
