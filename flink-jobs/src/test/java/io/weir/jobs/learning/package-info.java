/** Tests of the learning job. */
package io.weir.jobs.learning;
