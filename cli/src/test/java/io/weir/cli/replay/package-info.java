/** Tests of replays. */
package io.weir.cli.replay;
