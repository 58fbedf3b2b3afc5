package io.tollgate.edge.outbox;

import io.tollgate.schemas.Charge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event as it lies in the outbox: encoded once, and decoded again only where it comes from disk
 * and its charges are asked for. Immutable; the bytes are not to be changed.
 */
final class Entry {
    private final String ownerId;
    private final byte[] encoded;
    private final @Nullable Charged charged;

    /**
     * What was charged to the key that limits count for; nothing where the event does not count.
     */
    record Charged(String keyId, List<Charge> charges) {
        static final Charged NOTHING = new Charged("", List.of());
    }

    /** An event whose charges are known, or null where they are to be read from its bytes. */
    Entry(String ownerId, byte[] encoded, @Nullable Charged charged) {
        this.ownerId = ownerId;
        this.encoded = encoded;
        this.charged = charged;
    }

    String ownerId() {
        return ownerId;
    }

    byte[] encoded() {
        return encoded;
    }

    Charged charged() {
        return charged == null ? EventCodec.charged(encoded) : charged;
    }
}
