/** Tests of the shared plumbing. */
package io.weir.jobs.common;
