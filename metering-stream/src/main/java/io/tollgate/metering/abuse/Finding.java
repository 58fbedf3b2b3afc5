package io.tollgate.metering.abuse;

import java.util.Map;

/**
 * What a signal measured.
 *
 * @param value held against the rule's threshold
 * @param seen held against the rule's minimum
 * @param evidence the numbers behind it, by name
 * @param words what was done, as the rest of a sentence about whoever did it
 */
record Finding(double value, long seen, Map<String, Double> evidence, String words) {
    Finding {
        evidence = Map.copyOf(evidence);
    }
}
