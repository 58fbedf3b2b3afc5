package io.tollgate.metering.replay;

/**
 * A number that stands in usage and what counting again makes of it. Immutable.
 *
 * @param field of the usage record; a member of a map as {@code field.member}
 * @param standing what the usage topic says
 * @param recounted what {@code requests} add up to
 */
public record Difference(String field, long standing, long recounted) {
    /** What is missing from usage; negative if usage has too much. */
    public long missing() {
        return recounted - standing;
    }
}
