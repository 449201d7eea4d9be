/**
 * What every job is made of: how it runs, its options, and the identity of its operators. Knows no
 * job, no topic and no record type; what reads, writes, refuses and keeps time is in the packages
 * below.
 */
@NullMarked
package io.weir.jobs.common;

import org.jspecify.annotations.NullMarked;
