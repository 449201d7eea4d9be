/** Tests of the command that creates topics. */
package io.weir.jobs.topics;
