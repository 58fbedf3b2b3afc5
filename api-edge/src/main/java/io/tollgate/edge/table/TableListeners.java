package io.tollgate.edge.table;

import io.tollgate.schemas.Throttle;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who hears of what the tables read; all are called by the threads that read, which must not be
 * held up.
 *
 * @param denials hears of keys that may no longer be used
 * @param confirmed hears that the state is fresh again after a pause of the process
 * @param fleet hears which edges live, by id in order
 * @param throttles hears of views and watermarks
 */
public record TableListeners(
        DenialListener denials,
        Runnable confirmed,
        Consumer<List<String>> fleet,
        Consumer<Throttle> throttles) {}
