/** What commands that serve over HTTP have in common. */
@NullMarked
package io.weir.cli.http;

import org.jspecify.annotations.NullMarked;
