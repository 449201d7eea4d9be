/** HTTP: routes, authorization, answers and metrics. */
@NullMarked
package io.weir.service.web;

import org.jspecify.annotations.NullMarked;
