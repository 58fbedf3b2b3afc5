package io.tollgate.metering.replay;

import java.util.List;

/**
 * A window of a key whose usage is not what counting again makes of it. Immutable.
 *
 * @param key the window
 * @param ownerId the key's owner
 * @param requests the number of requests, which may be equal
 * @param fields all numbers that differ
 */
public record WindowDifference(
        WindowKey key, String ownerId, Difference requests, List<Difference> fields) {
    /** Copies the fields. */
    public WindowDifference {
        fields = List.copyOf(fields);
    }
}
