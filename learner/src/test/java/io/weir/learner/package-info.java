/** Tests of the learner, and the small market that they and its drivers' tests share. */
package io.weir.learner;
