/** The topics of the contract as they must exist on a broker, and the command that creates them. */
@NullMarked
package io.weir.jobs.topics;

import org.jspecify.annotations.NullMarked;
