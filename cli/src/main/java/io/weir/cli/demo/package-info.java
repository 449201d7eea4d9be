/** The demo: the whole product on one machine, and a screen to watch it by. */
@NullMarked
package io.weir.cli.demo;

import org.jspecify.annotations.NullMarked;
