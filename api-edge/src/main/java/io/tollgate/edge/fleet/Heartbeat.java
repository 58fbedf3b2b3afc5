package io.tollgate.edge.fleet;

import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the fleet how an edge is: at an interval, at once when there is news, and once more when it
 * leaves. Thread-safe.
 */
public final class Heartbeat {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final EdgeProfile profile;
    private final Vitals vitals;
    private final StatusSender sender;
    private final InstantSource wall;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("heartbeat").factory());
    private final AtomicBoolean news = new AtomicBoolean();
    private long number;

    /**
     * Beats when told to.
     *
     * @param wall the edge's own clock
     */
    public Heartbeat(EdgeProfile profile, Vitals vitals, StatusSender sender, InstantSource wall) {
        this.profile = profile;
        this.vitals = vitals;
        this.sender = sender;
        this.wall = wall;
    }

    /** Beats now and from now on. */
    public void start(Duration interval) {
        var _ = thread.scheduleAtFixedRate(this::beat, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Beats at once, because a revocation was applied; does not wait for it. */
    public void beatNow() {
        if (news.compareAndSet(false, true)) {
            try {
                thread.execute(this::beat);
            } catch (RejectedExecutionException _) {
                // The edge has left.
            }
        }
    }

    /** Says that the edge has left, waits for that no longer than a time, and ends. */
    public void leave(Duration atMost) throws InterruptedException {
        thread.shutdownNow();
        if (thread.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            sender.sendLast(status(EdgeState.LEFT), atMost);
        } else {
            log.atWarn().addKeyValue("waited", atMost).log("the last heartbeat is stuck");
        }
    }

    private void beat() {
        // Before the vitals are asked, so that news which come meanwhile make another beat.
        news.set(false);
        try {
            sender.send(status(vitals.state()));
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("heartbeat failed");
        }
    }

    private EdgeStatus status(EdgeState state) {
        number++;
        return new EdgeStatus(
                profile.id(),
                profile.boot(),
                profile.name(),
                profile.version(),
                profile.featureLevel(),
                profile.address(),
                state,
                number,
                profile.startedAt(),
                wall.instant(),
                vitals.applied(),
                vitals.stateAgeMillis(),
                vitals.blocked(),
                vitals.outbox(),
                vitals.outboxEvents(),
                vitals.dropped(),
                vitals.outcomes(),
                vitals.leaseMillis(),
                vitals.held(),
                vitals.holds(),
                profile.pepperVersion());
    }
}
