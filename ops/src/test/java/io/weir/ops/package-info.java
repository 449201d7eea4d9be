/** Tests that the deployment files fit what the build produces. */
@NullMarked
package io.weir.ops;

import org.jspecify.annotations.NullMarked;
