package io.tollgate.schemas.topics;

/**
 * How many partitions the topics that scale are created with; all others have one.
 *
 * @param requests of {@code requests}; fixed for the life of the topic, and the number of metering
 *     tasks
 * @param keys of {@code keys}
 * @param usage of each usage topic
 * @param throttles of {@code throttles}
 */
public record Partitions(int requests, int keys, int usage, int throttles) {
    /** Fits one machine and small fleets. */
    public static final Partitions DEFAULT = new Partitions(6, 3, 6, 3);
}
