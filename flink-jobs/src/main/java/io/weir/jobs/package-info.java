@NullMarked
package io.weir.jobs;

import org.jspecify.annotations.NullMarked;
