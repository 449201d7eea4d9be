/**
 * The decision library for services: {@link io.weir.client.WeirClient} follows the compacted topics
 * and decides in process. What it answers is in {@code decision}, how it does in {@code health}.
 * What is below {@code internal} may change with any release.
 */
@NullMarked
package io.weir.client;

import org.jspecify.annotations.NullMarked;
