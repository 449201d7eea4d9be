package io.weir.service.events;

/**
 * A record for a topic.
 *
 * @param topic full name
 * @param key impressionId, UTF-8
 * @param value in the wire format
 */
public record Event(String topic, byte[] key, byte[] value) {}
