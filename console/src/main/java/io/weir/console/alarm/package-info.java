/**
 * What a person should know of: the rules by which alarms follow from what the page shows, and the
 * log of those that stand and have passed.
 */
@NullMarked
package io.weir.console.alarm;

import org.jspecify.annotations.NullMarked;
