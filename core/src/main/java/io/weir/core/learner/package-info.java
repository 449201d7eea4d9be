/** What learners of either precision share: options, statuses, diagnostics. */
@NullMarked
package io.weir.core.learner;

import org.jspecify.annotations.NullMarked;
