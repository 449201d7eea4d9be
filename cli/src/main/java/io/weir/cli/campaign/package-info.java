/**
 * {@code weir campaign}: campaigns from files and by command, checked by the validator that jobs
 * and clients use, written by the console's editor.
 */
@NullMarked
package io.weir.cli.campaign;

import org.jspecify.annotations.NullMarked;
