package io.tollgate.metering.abuse;

import io.tollgate.schemas.RequestEvent;

/**
 * What a signal sees in one event.
 *
 * @param hits requests that it is about
 * @param all requests that it looks at
 * @param thing what is told apart among the hits, empty where nothing is
 */
record Sight(long hits, long all, String thing) {
    static final Sight NOTHING = new Sight(0, 0, "");

    /** All requests of the event are looked at, and hit, maybe a thing, or not. */
    static Sight of(RequestEvent event, boolean hit, String thing) {
        return new Sight(hit ? event.getCount() : 0, event.getCount(), hit ? thing : "");
    }
}
