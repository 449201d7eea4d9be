/** Tests of the pacing study. */
package io.weir.simulator.pacing;
