package io.tollgate.edge.door;

import io.tollgate.edge.table.KeyEntry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The admitted exchanges that are under way, so that they can be cut when their keys are denied and
 * reminded of the time. Thread-safe.
 *
 * <p>A request that was judged before a denial came and is entered after it would slip through;
 * therefore a cut stays in force for those that were judged before it.
 */
public final class OpenExchanges {
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** An exchange under way; no method blocks, and all may be called when it is over. */
    interface Open {
        /** The key that was used, null if none was. */
        @Nullable KeyEntry key();

        /** Does what is due by now. */
        void tick(long nowNanos);

        /** Ends it, since its key is no longer good. */
        void cut();

        /** Brings it to an orderly end if it would go on for ever, since the edge stops. */
        void leave();
    }

    private record Cut(long number, long atNanos, Predicate<KeyEntry> hit) {}

    private final LongSupplier nanos;
    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private volatile List<Cut> cuts = List.of();
    private volatile long lastCut;

    /** A registry on a monotonic clock. */
    public OpenExchanges(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How many there are. */
    public int size() {
        return open.size();
    }

    /** Marks the moment from which on a request is judged. */
    long mark() {
        return lastCut;
    }

    /**
     * Enters an exchange.
     *
     * @param mark the moment from which on it was judged
     */
    void add(Open exchange, long mark) {
        open.add(exchange);
        if (mark != lastCut) {
            cuts.stream()
                    .filter(cut -> cut.number() > mark && isHit(exchange, cut.hit()))
                    .findFirst()
                    .ifPresent(_ -> exchange.cut());
        }
    }

    /** Forgets an exchange that is over. */
    void remove(Open exchange) {
        open.remove(exchange);
    }

    /** Ends all exchanges of the keys that a denial hits. */
    public void cut(Predicate<KeyEntry> hit) {
        remember(hit);
        open.stream().filter(exchange -> isHit(exchange, hit)).forEach(Open::cut);
    }

    /** Tells every exchange that the edge stops; may be repeated for those that came since. */
    void leave() {
        open.forEach(Open::leave);
    }

    /** Lets every exchange do what is due. */
    public void tick() {
        long now = nanos.getAsLong();
        for (Open exchange : open) {
            exchange.tick(now);
        }
    }

    private synchronized void remember(Predicate<KeyEntry> hit) {
        long now = nanos.getAsLong();
        var cut = new Cut(lastCut + 1, now, hit);
        cuts =
                Stream.concat(
                                cuts.stream().filter(old -> now - old.atNanos() < REMEMBERED_NANOS),
                                Stream.of(cut))
                        .toList();
        lastCut = cut.number();
    }

    private static boolean isHit(Open exchange, Predicate<KeyEntry> hit) {
        KeyEntry key = exchange.key();
        return key != null && hit.test(key);
    }
}
