/** What a client decides, why, and by how old values it may. Public; knows no topic. */
@NullMarked
package io.weir.client.decision;

import org.jspecify.annotations.NullMarked;
