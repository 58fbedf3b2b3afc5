package io.tollgate.schemas.topics;

import java.util.Optional;

/**
 * A partition of one generation of {@code requests}. Immutable and thread-safe.
 *
 * @param generation from 1
 * @param partition from 0
 */
public record RequestsPartition(int generation, int partition) {
    private static final String NAME = "requests";
    private static final String OLDER = "older|";

    /** The whole name of {@code requests} of a generation. */
    public static String topic(String prefix, int generation) {
        return prefix + NAME + suffix(generation);
    }

    /** What is added to names that each generation has its own of: nothing for the first. */
    public static String suffix(int generation) {
        if (generation < 1) {
            throw new IllegalArgumentException("generations count from 1, not " + generation);
        }
        return generation == 1 ? "" : "-" + generation;
    }

    /**
     * How heartbeats name it: the plain partition in the first generation, in others the topic
     * without its prefix and the partition, joined by |.
     */
    public String text() {
        return generation == 1
                ? String.valueOf(partition)
                : topic("", generation) + "|" + partition;
    }

    /** How heartbeats name it where they tell what earlier boots left for it. */
    public String olderText() {
        return OLDER + text();
    }

    /** Whether a text is one that {@link #olderText} made. */
    public static boolean isOlder(String text) {
        return text.startsWith(OLDER);
    }

    /** What {@link #text} made, or empty for any other text. */
    public static Optional<RequestsPartition> parse(String text) {
        int bar = text.indexOf('|');
        try {
            if (bar < 0) {
                return Optional.of(new RequestsPartition(1, Integer.parseInt(text)));
            }
            String start = NAME + "-";
            if (!text.startsWith(start)) {
                return Optional.empty();
            }
            return Optional.of(
                    new RequestsPartition(
                            Integer.parseInt(text.substring(start.length(), bar)),
                            Integer.parseInt(text.substring(bar + 1))));
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }
}
