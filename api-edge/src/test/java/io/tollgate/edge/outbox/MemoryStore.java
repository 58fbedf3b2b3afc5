package io.tollgate.edge.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A store in memory whose disk fails when told to. */
final class MemoryStore implements EventStore {
    private final Map<Integer, String> boots = new TreeMap<>();
    private final Map<Lane, TreeMap<Long, Chunk>> lanes = new TreeMap<>();
    private int partitions;
    private boolean failing;
    private volatile Runnable beforeWrite = () -> {};
    private int ordinal;

    MemoryStore(int partitions) {
        this.partitions = partitions;
        restart("boot-1");
    }

    /** Makes the next boot the current one. */
    void restart(String boot) {
        ordinal++;
        boots.put(ordinal, boot);
    }

    synchronized void fail(boolean fails) {
        failing = fails;
    }

    /** What happens whenever something is written, before it is. */
    void beforeWrite(Runnable then) {
        beforeWrite = then;
    }

    synchronized List<Chunk> chunks() {
        var all = new ArrayList<Chunk>();
        lanes.values().forEach(lane -> all.addAll(lane.values()));
        return all;
    }

    @Override
    public int ordinal() {
        return ordinal;
    }

    @Override
    public int generation() {
        return 1;
    }

    @Override
    public synchronized Map<Integer, Map<Integer, String>> boots() {
        return Map.of(1, Map.copyOf(boots));
    }

    @Override
    public synchronized OptionalInt partitions(int ofGeneration) {
        return partitions == 0 ? OptionalInt.empty() : OptionalInt.of(partitions);
    }

    @Override
    public synchronized void partitions(int ofGeneration, int count) {
        partitions = count;
    }

    @Override
    public void scan(Consumer<Chunk> visitor) {
        chunks().forEach(visitor);
    }

    @Override
    public void append(List<Chunk> chunks) throws StoreException {
        beforeWrite.run();
        write(chunks);
    }

    @Override
    public synchronized List<Chunk> read(Lane lane, long from, long below, long maxBytes) {
        var read = new ArrayList<Chunk>();
        long bytes = 0;
        for (Chunk chunk : lanes.getOrDefault(lane, new TreeMap<>()).subMap(from, below).values()) {
            if (bytes >= maxBytes) {
                break;
            }
            read.add(chunk);
            bytes += chunk.bytes();
        }
        return read;
    }

    @Override
    public synchronized void forget(Lane lane, long from, long below) {
        lanes.getOrDefault(lane, new TreeMap<>()).subMap(from, below).clear();
    }

    @Override
    public synchronized void forgetBoot(int boot) {
        boots.remove(boot);
        lanes.keySet().removeIf(lane -> lane.ordinal() == boot);
    }

    @Override
    public void close() {}

    private synchronized void write(List<Chunk> chunks) throws StoreException {
        if (failing) {
            throw new StoreException("the disk is told to fail");
        }
        for (Chunk chunk : chunks) {
            var stored = EventCodec.entries(EventCodec.stored(chunk.entries()));
            lanes.computeIfAbsent(chunk.lane(), _ -> new TreeMap<>())
                    .put(chunk.first(), new Chunk(chunk.lane(), chunk.first(), stored));
        }
    }
}
