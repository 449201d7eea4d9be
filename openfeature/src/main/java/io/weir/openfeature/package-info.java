/** Campaigns as flags of <a href="https://openfeature.dev">OpenFeature</a>. */
@NullMarked
package io.weir.openfeature;

import org.jspecify.annotations.NullMarked;
