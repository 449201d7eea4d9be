/**
 * The decision service: {@link io.weir.service.DecisionService} decides over HTTP by the client in
 * process, and writes the events itself.
 */
@NullMarked
package io.weir.service;

import org.jspecify.annotations.NullMarked;
