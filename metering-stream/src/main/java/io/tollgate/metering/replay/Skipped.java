package io.tollgate.metering.replay;

/**
 * A record that could not be read or used, as metering could not. Immutable.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset where it is
 * @param reason why
 */
public record Skipped(String topic, int partition, long offset, String reason) {}
