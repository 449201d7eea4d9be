/** The live budget monitor: a web page over the sink topics, and the operator's commands. */
@NullMarked
package io.weir.console;

import org.jspecify.annotations.NullMarked;
