package io.weir.core.learner;

/**
 * One option as people and parsers see it.
 *
 * @param key key in an option map
 * @param defaultText the default, as it would be written
 * @param range allowed values
 * @param description what it does, with its unit
 */
public record OptionDefinition(String key, String defaultText, String range, String description) {}
