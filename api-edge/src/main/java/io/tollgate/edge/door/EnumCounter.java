package io.tollgate.edge.door;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** A count for each constant of an enum. Thread-safe, since its map never changes. */
final class EnumCounter<E extends Enum<E>> {
    private final Map<E, LongAdder> counts;

    EnumCounter(Class<E> type) {
        counts = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counts.put(constant, new LongAdder());
        }
    }

    void increment(E constant) {
        of(constant).increment();
    }

    long sum(E constant) {
        return of(constant).sum();
    }

    private LongAdder of(E constant) {
        return Objects.requireNonNull(counts.get(constant));
    }
}
