package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Events that are written together, being numbered lane by lane. Not thread-safe. */
final class Group {
    private static final int CHUNK_BYTES = 128 << 10;

    private final EventCodec codec;
    private final Map<Lane, Row> rows = new TreeMap<>();
    private long events;
    private long bytes;

    Group(EventCodec codec) {
        this.codec = codec;
    }

    /** The events of one lane, cut into chunks. */
    private static final class Row {
        private final LaneLog log;
        private final List<Chunk> chunks = new ArrayList<>();
        private List<Entry> open = new ArrayList<>();
        private long openBytes;
        private long first;

        Row(LaneLog log) {
            this.log = log;
            first = log.appended();
        }

        void add(Entry entry) {
            open.add(entry);
            openBytes += entry.encoded().length;
            if (openBytes >= CHUNK_BYTES) {
                cut();
            }
        }

        void cut() {
            if (!open.isEmpty()) {
                chunks.add(new Chunk(log.lane(), first, List.copyOf(open)));
                first += open.size();
                open = new ArrayList<>();
                openBytes = 0;
            }
        }
    }

    /** Numbers and encodes an event at the end of a lane. */
    void add(LaneLog log, EventDraft draft) {
        Row row = rows.computeIfAbsent(log.lane(), _ -> new Row(log));
        Entry entry = codec.entry(draft, row.first + row.open.size());
        row.add(entry);
        events++;
        bytes += entry.encoded().length;
    }

    long events() {
        return events;
    }

    long bytes() {
        return bytes;
    }

    /** What is to be written. */
    List<Chunk> chunks() {
        var all = new ArrayList<Chunk>();
        for (Row row : rows.values()) {
            row.cut();
            all.addAll(row.chunks);
        }
        return all;
    }

    /** Tells the lanes what was written. */
    void written(long mostRecentBytes, long nowNanos) {
        for (Row row : rows.values()) {
            for (Chunk chunk : row.chunks) {
                row.log.append(chunk, mostRecentBytes, nowNanos);
            }
        }
    }
}
