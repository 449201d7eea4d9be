/** Tests of hostile messages. */
package io.weir.simulator.hostile;
