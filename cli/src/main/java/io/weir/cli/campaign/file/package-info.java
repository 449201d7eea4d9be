/**
 * A campaign as people write it: a YAML or JSON file with comments, everything by name, money in
 * currency units, durations and times as text. Knows nothing of Kafka.
 */
@NullMarked
package io.weir.cli.campaign.file;

import org.jspecify.annotations.NullMarked;
