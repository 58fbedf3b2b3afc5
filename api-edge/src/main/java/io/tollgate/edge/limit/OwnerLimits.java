package io.tollgate.edge.limit;

import io.tollgate.schemas.LimitScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All limits of one owner and its keys, under one lock, so that a request is charged against all of
 * its limits or none. Not thread-safe; callers hold its monitor.
 */
final class OwnerLimits {
    private final String ownerId;
    private final int partition;
    private final Map<Name, LimitCounter> counters = new HashMap<>();

    /**
     * By key; they name counters that are in use, and so are forgotten whenever a counter may be.
     */
    private final Map<String, Account> accounts = new HashMap<>();

    /**
     * What a counter is of. The window is part of it: an owner's keys may be on plans that give one
     * name to limits of different windows, which must not restart each other's count.
     */
    private record Name(String subject, String limit, LimitWindow window) {}

    /** The limits of an owner whose events go into a partition of {@code requests}. */
    OwnerLimits(String ownerId, int partition) {
        this.ownerId = ownerId;
        this.partition = partition;
    }

    int partition() {
        return partition;
    }

    /** The counter of a limit; of one whose window was changed, a new one. */
    LimitCounter counter(String subject, String limit, LimitWindow window) {
        var name = new Name(subject, limit, window);
        LimitCounter counter = counters.get(name);
        if (counter == null) {
            counter = new LimitCounter(31 * subject.hashCode() + limit.hashCode());
            counters.put(name, counter);
        }
        return counter;
    }

    /** The account of one of the owner's keys. */
    Account account(String keyId, List<LimitSpec> limits) {
        Account account = accounts.get(keyId);
        if (account == null || !account.isOf(limits)) {
            account = new Account(limits, counters(keyId, limits));
            accounts.put(keyId, account);
        }
        return account;
    }

    /** Forgets counters that no longer matter, and says whether nothing is left. */
    boolean forget(long nowMillis) {
        accounts.clear();
        counters.entrySet()
                .removeIf(entry -> entry.getValue().idle(entry.getKey().window(), nowMillis));
        return counters.isEmpty();
    }

    int size() {
        return counters.size();
    }

    private List<LimitCounter> counters(String keyId, List<LimitSpec> limits) {
        return limits.stream()
                .map(limit -> {
                    String subject = limit.scope() == LimitScope.OWNER ? ownerId : keyId;
                    return counter(subject, limit.name(), limit.window());
                })
                .toList();
    }
}
