/** The demo, with a screen to watch it by, and the sandbox: the whole product on one machine. */
@NullMarked
package io.weir.cli.demo;

import org.jspecify.annotations.NullMarked;
