/**
 * What the service is told when it starts.
 *
 * <p>Knows nothing of the service.
 */
@NullMarked
package io.weir.service.config;

import org.jspecify.annotations.NullMarked;
