package io.tollgate.metering;

/**
 * Sequences without a hole, both ends included.
 *
 * @param first the lowest
 * @param last the highest, not below the first
 */
public record Range(long first, long last) {
    /** Checks that it holds something. */
    public Range {
        if (last < first) {
            throw new IllegalArgumentException("a range from " + first + " can't end at " + last);
        }
    }

    /** How many sequences it holds. */
    public long size() {
        return last - first + 1;
    }
}
