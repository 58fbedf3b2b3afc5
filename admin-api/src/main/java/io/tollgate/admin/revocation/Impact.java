package io.tollgate.admin.revocation;

import io.tollgate.admin.usage.UsageSelection;
import io.tollgate.admin.usage.UsageSource;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.UsageWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Says whom a revocation would hit. Thread-safe. */
public final class Impact {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int OWNERS_NAMED = 100;

    private final Supplier<Stream<ApiKey>> keys;
    private final UsageSource usage;

    /**
     * Whom a revocation would hit.
     *
     * @param keys how many keys
     * @param ownerCount how many owners they have
     * @param owners the first of those owners by id, {@value #OWNERS_NAMED} at most
     * @param requests what those keys did of late
     */
    record View(
            boolean dryRun, long keys, int ownerCount, List<String> owners, Requests requests) {}

    /**
     * Requests that were admitted.
     *
     * @param lastMinute in the whole minute before this one, and in this one so far
     * @param lastHour in the 60 whole minutes before this one, and in this one so far
     */
    record Requests(long lastMinute, long lastHour) {}

    /** Looks into keys and their usage by minute. */
    public Impact(Supplier<Stream<ApiKey>> keys, UsageSource usage) {
        this.keys = keys;
        this.usage = usage;
    }

    /** Whom a revocation would hit that was written now. */
    View of(Revocation revocation, Instant now) {
        var ids = new HashSet<String>();
        var owners = new TreeSet<String>();
        keys.get()
                .filter(key -> RevocationMatch.hits(revocation, key))
                .forEach(key -> {
                    ids.add(key.getKeyId());
                    owners.add(key.getOwnerId());
                });
        return new View(
                true,
                ids.size(),
                owners.size(),
                owners.stream().limit(OWNERS_NAMED).toList(),
                requests(ids, owners, now));
    }

    private Requests requests(Set<String> ids, Set<String> owners, Instant now) {
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        Instant lastMinute = minute.minus(1, ChronoUnit.MINUTES);
        long[] sums = new long[2];
        var selection =
                new UsageSelection(
                        ids.size() == 1 ? ids.stream().findFirst() : Optional.empty(),
                        owners.size() == 1 ? owners.stream().findFirst() : Optional.empty(),
                        Optional.empty(),
                        UsageWindow.MINUTE,
                        minute.minus(HOUR),
                        "",
                        minute.plus(1, ChronoUnit.MINUTES));
        usage.visit(
                selection,
                window -> {
                    if (ids.contains(window.getKeyId())) {
                        sums[0] +=
                                window.getWindowStart().isBefore(lastMinute)
                                        ? 0
                                        : window.getRequests();
                        sums[1] += window.getRequests();
                    }
                    return true;
                });
        return new Requests(sums[0], sums[1]);
    }
}
