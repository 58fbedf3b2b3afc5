package io.tollgate.edge.verdict;

import io.tollgate.edge.table.KeyEntry;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to a verdict. Used by one thread at a time; whoever takes it out of the hold
 * queue is the next. Only the marks may be set by others.
 */
final class HeldRequest {
    private static final long NEVER = Long.MIN_VALUE;

    final Inquiry inquiry;
    private final Consumer<Verdict> then;
    private volatile boolean alarmed;
    private volatile boolean tired;
    private volatile @Nullable KeyEntry key;
    private volatile long heldSinceMillis = NEVER;

    HeldRequest(Inquiry inquiry, Consumer<Verdict> then) {
        this.inquiry = inquiry;
        this.then = then;
    }

    void answer(Verdict verdict) {
        then.accept(verdict);
    }

    /** Whether it may be held still. */
    boolean patient() {
        return !tired;
    }

    /** Ends its patience: the next time it is judged for good. */
    void tire() {
        tired = true;
    }

    /** The key it is held for, null if it is not judged yet. */
    @Nullable KeyEntry key() {
        return key;
    }

    /** How long it was held by a time, -1 if it was not. */
    long heldMillis(long nowMillis) {
        long since = heldSinceMillis;
        return since == NEVER ? -1 : Math.max(0, nowMillis - since);
    }

    /** Notes the key it is held for; true if it is held for the first time. */
    boolean heldFor(KeyEntry heldKey, long nowMillis) {
        key = heldKey;
        heldSinceMillis = heldSinceMillis == NEVER ? nowMillis : heldSinceMillis;
        boolean first = !alarmed;
        alarmed = true;
        return first;
    }

    /** Its owner's id, empty if it is not judged yet. */
    String ownerId() {
        KeyEntry known = key;
        return known == null ? "" : known.ownerId();
    }
}
