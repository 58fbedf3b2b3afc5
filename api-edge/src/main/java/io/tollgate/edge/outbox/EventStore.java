package io.tollgate.edge.outbox;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Where events wait until Kafka has them. Thread-safe, where one thread at a time appends. */
interface EventStore extends AutoCloseable {
    /** Number of the current boot among those that used this store. */
    int ordinal();

    /** Which {@code requests} the current boot's events are for. */
    int generation();

    /**
     * Boots by the generation of {@code requests} that their events are for and by their numbers,
     * the current one included, as they were when the store was opened.
     */
    Map<Integer, Map<Integer, String>> boots();

    /** How many partitions {@code requests} of a generation had when that was last known. */
    OptionalInt partitions(int ofGeneration);

    /** Remembers how many partitions {@code requests} of a generation has. */
    void partitions(int ofGeneration, int count) throws StoreException;

    /** Hands over everything that waits, lane by lane in the order of sequences. */
    void scan(Consumer<Chunk> visitor) throws StoreException;

    /**
     * Writes chunks, all or none; once this returns they survive the end of the process. After an
     * exception they count as not written, and their sequences may be used again.
     */
    void append(List<Chunk> chunks) throws StoreException;

    /**
     * Reads chunks of a lane from a sequence on.
     *
     * @param below reads no chunk that starts here or later
     * @param maxBytes reads no more chunks once it has this much
     */
    List<Chunk> read(Lane lane, long from, long below, long maxBytes) throws StoreException;

    /** Forgets the events of a lane from one sequence to below another. */
    void forget(Lane lane, long from, long below) throws StoreException;

    /** Forgets an earlier boot, with all that is left of it. */
    void forgetBoot(int ordinal) throws StoreException;

    @Override
    void close();
}
