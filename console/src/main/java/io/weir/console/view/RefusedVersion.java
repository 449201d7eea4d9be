package io.weir.console.view;

/**
 * A newer version of a configuration that nobody acts by, as it is invalid.
 *
 * @param version its version
 * @param problems everything that is wrong with it
 */
public record RefusedVersion(long version, String problems) {}
