/** What the service understands and says: requests with every field checked, and answers. */
@NullMarked
package io.weir.service.api;

import org.jspecify.annotations.NullMarked;
