package io.tollgate.admin.http;

import java.time.Duration;

/** Is told of every call that was answered. */
@FunctionalInterface
public interface CallObserver {
    /**
     * Takes note of a call.
     *
     * @param path the endpoint's, with the names of its parts; empty if there is none
     */
    void answered(String method, String path, int status, Duration took);
}
