package io.tollgate.edge.outbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events of a lane in a row that are under way to Kafka. Not thread-safe. */
final class Window {
    private final long first;
    private final long next;
    private final long bytes;
    private final List<Parcel> parcels;
    private int outstanding;
    private boolean abandoned;
    private long sentNanos;

    /** What becomes one record: events of one owner. */
    static final class Parcel {
        private final String ownerId;
        private final List<Entry> entries = new ArrayList<>();
        private long bytes;

        /** Where Kafka has it, -1 if it does not. */
        private long offset = -1;

        Parcel(String ownerId) {
            this.ownerId = ownerId;
        }

        String ownerId() {
            return ownerId;
        }

        List<Entry> entries() {
            return entries;
        }

        long bytes() {
            return bytes;
        }
    }

    private Window(long first, long next, long bytes, List<Parcel> parcels) {
        this.first = first;
        this.next = next;
        this.bytes = bytes;
        this.parcels = parcels;
        outstanding = parcels.size();
    }

    /**
     * Groups chunks in a row by owner.
     *
     * @param parcelBytes events that go into one record have no more bytes than that, unless it is
     *     a single one
     */
    static Window of(List<Chunk> chunks, long parcelBytes) {
        var open = new LinkedHashMap<String, Parcel>();
        var parcels = new ArrayList<Parcel>();
        long bytes = 0;
        for (Chunk chunk : chunks) {
            for (Entry entry : chunk.entries()) {
                bytes += entry.encoded().length;
                put(entry, parcelBytes, open, parcels);
            }
        }
        return new Window(chunks.getFirst().first(), chunks.getLast().next(), bytes, parcels);
    }

    private static void put(
            Entry entry, long parcelBytes, Map<String, Parcel> open, List<Parcel> parcels) {
        Parcel parcel = open.get(entry.ownerId());
        if (parcel == null || parcel.bytes + entry.encoded().length > parcelBytes) {
            parcel = new Parcel(entry.ownerId());
            open.put(entry.ownerId(), parcel);
            parcels.add(parcel);
        }
        parcel.entries.add(entry);
        parcel.bytes += entry.encoded().length;
    }

    long first() {
        return first;
    }

    long next() {
        return next;
    }

    long events() {
        return next - first;
    }

    long bytes() {
        return bytes;
    }

    List<Parcel> parcels() {
        return parcels;
    }

    /** Notes when it was sent. */
    void sent(long nowNanos) {
        sentNanos = nowNanos;
    }

    /** When it was sent, on the ticker. */
    long sentNanos() {
        return sentNanos;
    }

    /** Notes that a record is settled, at an offset or at -1 if nothing will come of it. */
    void settle(Parcel parcel, long offset) {
        parcel.offset = offset;
        outstanding--;
    }

    /** Tells which charges Kafka has, and where. */
    void tell(ChargeListener charges) {
        for (Parcel parcel : parcels) {
            for (Entry entry : parcel.entries) {
                Entry.Charged charged = entry.charged();
                if (parcel.offset >= 0 && !charged.charges().isEmpty()) {
                    charges.acknowledged(
                            charged.keyId(), parcel.ownerId, charged.charges(), parcel.offset);
                }
            }
        }
    }

    boolean settled() {
        return outstanding == 0;
    }

    /** Says that its events will be sent again in other windows, so answers mean nothing more. */
    void abandon() {
        abandoned = true;
    }

    boolean abandoned() {
        return abandoned;
    }
}
