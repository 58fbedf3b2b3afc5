package io.tollgate.metering;

import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Usage;
import java.time.Instant;

/** What is counted of one key in one window that is not final. Not thread-safe. */
final class OpenWindow {
    private final UsageSpan span;
    private final UsageTally tally;
    private long revision;
    private Instant updatedAt = Instant.EPOCH;

    /** A window in which nothing is counted yet. */
    OpenWindow(String keyId, UsageSpan span) {
        this(span, new UsageTally(keyId));
    }

    private OpenWindow(UsageSpan span, UsageTally tally) {
        this.span = span;
        this.tally = tally;
    }

    /** A window as it was kept. */
    static OpenWindow of(Usage usage) {
        var span = new UsageSpan(usage.getWindow(), usage.getWindowStart().toEpochMilli());
        var window = new OpenWindow(span, UsageTally.of(usage));
        window.revision = usage.getRevision();
        window.updatedAt = usage.getUpdatedAt();
        return window;
    }

    /** The window as it is kept, or as it was written last. */
    Usage toUsage() {
        return tally.toUsage(span, revision, false, updatedAt);
    }

    /** Counts an event of one of the owner's keys. */
    void add(RequestEvent event, String ownerId, boolean late) {
        tally.add(event, ownerId, late);
    }

    /** Counts what was counted elsewhere, and is newer than what is here. */
    void add(OpenWindow more) {
        tally.add(more.tally);
    }

    /** The next revision, which is to be written now. */
    void revise(Instant now) {
        revision++;
        updatedAt = now;
    }

    /** Both together: this as it was, and what was counted and written on top of it since. */
    OpenWindow with(OpenWindow since) {
        var sum = new OpenWindow(span, new UsageTally(keyId()));
        sum.tally.add(tally);
        sum.tally.add(since.tally);
        sum.revision = revision + since.revision;
        sum.updatedAt = since.updatedAt;
        return sum;
    }

    String keyId() {
        return tally.keyId();
    }

    UsageSpan span() {
        return span;
    }
}
