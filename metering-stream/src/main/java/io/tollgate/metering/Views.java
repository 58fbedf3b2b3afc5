package io.tollgate.metering;

import io.tollgate.schemas.Throttle;
import org.jspecify.annotations.Nullable;

/** Where edges are told of throttles. Thread-safe. */
interface Views {
    /**
     * Tells the edges, without waiting for anything.
     *
     * @param view null for a limit that there is nothing to say of any more
     * @return whether it is on its way; false if it can't be taken now and must be told later
     */
    boolean tell(String key, @Nullable Throttle view);
}
