package io.tollgate.metering;

/**
 * Sequences without a hole, both ends included.
 *
 * @param first the lowest
 * @param last the highest, not below the first
 */
record Range(long first, long last) {
    Range {
        if (last < first) {
            throw new IllegalArgumentException("a range from " + first + " can't end at " + last);
        }
    }

    long size() {
        return last - first + 1;
    }
}
