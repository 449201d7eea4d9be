/** How a client does: what it follows, and what it knows of each campaign. Public. */
@NullMarked
package io.weir.client.health;

import org.jspecify.annotations.NullMarked;
