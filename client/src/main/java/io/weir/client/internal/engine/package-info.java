/**
 * Deciding from records: checked campaigns, unpacked models, pairs of model and price. Knows no
 * Kafka, no thread and no clock, so that it can be tested and measured by itself.
 */
@NullMarked
package io.weir.client.internal.engine;

import org.jspecify.annotations.NullMarked;
