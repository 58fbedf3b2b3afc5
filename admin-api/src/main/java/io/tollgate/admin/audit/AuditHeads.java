package io.tollgate.admin.audit;

import io.tollgate.schemas.audit.AuditHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends signed heads of a chain to a file at an interval and at its end, if there is anything
 * new. A file that can't be written is logged, and nothing waits for it. Thread-safe.
 */
final class AuditHeads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditHeads.class);
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final AuditSettings settings;
    private final HeadKey key;
    private final Function<Instant, Optional<AuditHead>> heads;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private long written = -1;

    private AuditHeads(
            AuditSettings settings,
            HeadKey key,
            Function<Instant, Optional<AuditHead>> heads,
            InstantSource clock) {
        this.settings = settings;
        this.key = key;
        this.heads = heads;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("audit-heads").unstarted(this::work);
    }

    /**
     * Begins to sign.
     *
     * @throws IOException if the key can't be read or made
     */
    static AuditHeads start(
            AuditSettings settings,
            Function<Instant, Optional<AuditHead>> heads,
            InstantSource clock)
            throws IOException {
        HeadKey key = HeadKey.readOrCreate(settings.keyFile());
        var started = new AuditHeads(settings, key, heads, clock);
        started.thread.start();
        return started;
    }

    /** Signs what is new, and ends. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LAST_WORD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            boolean ends = false;
            while (!ends) {
                ends = closing.await(settings.headsEvery().toMillis(), TimeUnit.MILLISECONDS);
                heads.apply(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .filter(head -> head.sequence() > written)
                        .ifPresent(this::write);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(AuditHead head) {
        try {
            Files.writeString(
                    settings.headsFile(),
                    key.sign(head).line() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            written = head.sequence();
        } catch (IOException e) {
            log.atError()
                    .addKeyValue("file", settings.headsFile())
                    .setCause(e)
                    .log("a head of the audit can't be written");
        }
    }
}
