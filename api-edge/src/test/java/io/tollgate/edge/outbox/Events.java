package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.Upstream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events for tests. */
final class Events {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Events() {}

    static KeyEntry keyOf(String owner) {
        return new KeyEntry(
                "key_of_" + owner,
                owner,
                "free",
                Environment.LIVE,
                Set.of(),
                Map.of("team", "blue"),
                List.of(),
                List.of(),
                KeyState.ACTIVE,
                0,
                Long.MAX_VALUE);
    }

    /** A key that counts for another one. */
    static KeyEntry successorOf(KeyEntry first) {
        return new KeyEntry(
                "successor_of_" + first.keyId(),
                first.ownerId(),
                first.planId(),
                first.environment(),
                first.scopes(),
                first.tags(),
                first.allowedSources(),
                first.limits(),
                first.state(),
                first.createdAtMillis(),
                first.expiresAtMillis(),
                first.limitSubject(),
                first.importBatch());
    }

    static List<Charge> charges(long cost) {
        return List.of(
                new Charge("minute", LimitScope.KEY, LimitKind.RATE, "PT1M", NOON, 10L, cost));
    }

    static EventDraft admitted(String owner, String requestId) {
        return event(Phase.WHOLE, owner, requestId, charges(1));
    }

    static EventDraft event(
            Phase phase, @Nullable String owner, String requestId, List<Charge> charges) {
        return event(phase, requestId, charges, owner == null ? null : keyOf(owner));
    }

    static EventDraft event(
            Phase phase, String requestId, List<Charge> charges, @Nullable KeyEntry key) {
        return new EventDraft(
                phase,
                Outcome.ADMITTED,
                1,
                requestId,
                NOON.toEpochMilli(),
                key,
                "all",
                Door.PROXY,
                "GET",
                1,
                charges,
                200,
                Upstream.OK,
                12,
                3456,
                789,
                "192.0.2.0/24",
                "0123456789abcdef");
    }
}
