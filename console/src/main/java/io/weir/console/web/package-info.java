/** The page, its data as JSON, and the stream of server-sent events. */
@NullMarked
package io.weir.console.web;

import org.jspecify.annotations.NullMarked;
