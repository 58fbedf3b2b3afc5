package io.tollgate.admin.renewal;

import io.tollgate.admin.table.WriteRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with renewals in the background until it is closed. */
public final class Renewals implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Renewals.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_GROUP = Duration.ofSeconds(5);

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("tollgate-renewal").factory());

    /** Begins. */
    public static Renewals start(List<Renewal> all) {
        var renewals = new Renewals();
        for (Renewal each : all) {
            var _ =
                    renewals.timer.scheduleWithFixedDelay(
                            () -> round(each), 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return renewals;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            var _ = timer.awaitTermination(LAST_GROUP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void round(Renewal renewal) {
        try {
            renewal.round();
        } catch (WriteRefusedException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("a renewal pauses");
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a renewal failed; it is tried again");
        }
    }
}
