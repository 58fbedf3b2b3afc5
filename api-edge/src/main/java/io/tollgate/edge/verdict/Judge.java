package io.tollgate.edge.verdict;

import java.util.function.Consumer;

/** Decides on requests. Thread-safe. */
@FunctionalInterface
public interface Judge {
    /**
     * Decides on one request. The verdict is handed over exactly once: before this method returns
     * where everything is on the heap, else later by another thread (a key that must be read from
     * disk, a request that is held).
     */
    void judge(Inquiry inquiry, Consumer<Verdict> then);
}
