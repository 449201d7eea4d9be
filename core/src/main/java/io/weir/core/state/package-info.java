/**
 * The one way to write and read state.
 *
 * <p>A piece of state writes itself with {@code write(StateOutput)} and is read by {@code
 * read(StateInput)}, field by field in the same order. A piece that stands by itself begins with
 * the number of its format; what it is made of follows that number. When a field is added or
 * changes its meaning, the number goes up, and {@code read} asks for it where formats differ.
 * Constants of enums are written by name. Every number keeps its bits: what is restored goes on as
 * if it had never stopped.
 *
 * <p>Knows nothing of where bytes are kept.
 */
@NullMarked
package io.weir.core.state;

import org.jspecify.annotations.NullMarked;
