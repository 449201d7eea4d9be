/** Scoring of published models, as the wire contract defines it. */
@NullMarked
package io.weir.core.scoring;

import org.jspecify.annotations.NullMarked;
