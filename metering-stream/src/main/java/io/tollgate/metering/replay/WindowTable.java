package io.tollgate.metering.replay;

import io.tollgate.schemas.Usage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Usage by window and key. Not thread-safe. */
interface WindowTable {
    /** What is kept of a window, null if nothing is. */
    @Nullable Usage get(WindowKey key);

    /** Keeps a window in place of what was kept of it. */
    void put(Usage usage);

    /** Visits all windows, by length, then start, then key. */
    void forEach(Consumer<Usage> visitor);

    /** Keeps a window unless a later revision of it is kept. */
    default void putNewest(Usage usage) {
        Usage kept = get(WindowKey.of(usage));
        if (kept == null || kept.getRevision() <= usage.getRevision()) {
            put(usage);
        }
    }
}
