package io.tollgate.edge.fleet;

import io.tollgate.schemas.EdgeStatus;
import java.time.Duration;

/** The way of heartbeats to the topic {@code edges}. */
public interface StatusSender {
    /** Sends one; it may get lost, for another follows. */
    void send(EdgeStatus status);

    /** Sends the last one, waits for it no longer than a time, and ends. */
    void sendLast(EdgeStatus status, Duration atMost);
}
