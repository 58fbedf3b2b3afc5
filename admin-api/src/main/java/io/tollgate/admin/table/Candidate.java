package io.tollgate.admin.table;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;

/**
 * An instance that may be elected, as the others see it.
 *
 * @param term which election made it the writer, 0 if it does not write
 * @param address where the others reach its API
 */
record Candidate(long term, URI address) {
    /**
     * Chooses one: who writes already goes on, and of several who believe that they do, the one
     * that was elected last, as it has fenced the others.
     *
     * @return it, with its name
     */
    static Map.Entry<String, Candidate> elect(Map<String, Candidate> byName) {
        return byName.entrySet().stream()
                .max(
                        Comparator.comparingLong(
                                        (Map.Entry<String, Candidate> one) -> one.getValue().term())
                                .thenComparing(Map.Entry::getKey))
                .orElseThrow();
    }

    /** The form that goes through Kafka. */
    ByteBuffer encode() {
        return ByteBuffer.wrap((term + " " + address).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads that form. */
    static Candidate decode(ByteBuffer bytes) {
        String[] parts = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString().split(" ", 2);
        return new Candidate(Long.parseLong(parts[0]), URI.create(parts[1]));
    }
}
