/**
 * The learning job: samples and campaigns in, models and dual prices out. One learner per campaign
 * lives in memory and is written back at checkpoints; its randomized window lies in panes.
 */
@NullMarked
package io.weir.jobs.learning;

import org.jspecify.annotations.NullMarked;
