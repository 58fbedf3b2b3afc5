package io.tollgate.admin.table;

import java.time.Duration;

/** Which instance writes. Thread-safe. */
public interface Election {
    /** Where this instance stands now. */
    Standing standing();

    /**
     * Waits until this instance stands elsewhere.
     *
     * @return where it stands then; the same as before if that did not change in time
     */
    Standing awaitOther(Standing than, Duration most) throws InterruptedException;
}
