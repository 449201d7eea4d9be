/** Tests of the attribution job: rules, operator, whole job, savepoints. */
package io.weir.jobs.attribution;
