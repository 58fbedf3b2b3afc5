package io.tollgate.edge.rehearsal;

import io.tollgate.edge.limit.LimitDecision;
import io.tollgate.edge.limit.LimitLedger;
import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.limit.Quota;
import io.tollgate.edge.table.Agreements;
import io.tollgate.edge.table.Denial;
import io.tollgate.edge.table.Denials;
import io.tollgate.edge.table.Freshness;
import io.tollgate.edge.table.KeyAnswer;
import io.tollgate.edge.table.KeyDecoder;
import io.tollgate.edge.table.KeyDirectory;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.table.Knowledge;
import io.tollgate.edge.table.KnownKey;
import io.tollgate.edge.table.Terms;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.credentials.KeyHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tables of an edge, holding what concerns one key and no more, up to date. Not thread-safe.
 */
final class Scene {
    private final Denials denials = new Denials();
    private final Agreements agreements = new Agreements();
    private final LimitLedger ledger = new LimitLedger("rehearsal", _ -> 0, _ -> false);
    private final List<Revocation> hits = new ArrayList<>();
    private final List<Throttle> views = new ArrayList<>();
    private final Optional<KnownKey> key;
    private final long nowMillis;

    private record OneKey(KeyAnswer answer) implements KeyDirectory {
        @Override
        public KeyAnswer onHeap(KeyHash hash) {
            return answer;
        }

        @Override
        public KeyAnswer lookUp(KeyHash hash) {
            return answer;
        }
    }

    Scene(Records records, Optional<ApiKey> record, long nowMillis) {
        this.nowMillis = nowMillis;
        this.key = record.flatMap(Scene::decoded).map(KnownKey::new);
        key.ifPresent(known -> {
            KeyEntry entry = known.entry();
            records.plan(entry.planId()).ifPresent(plan -> agreements.plan(entry.planId(), plan));
            records.owner(entry.ownerId())
                    .ifPresent(owner -> agreements.owner(entry.ownerId(), owner));
            records.revocations(record.orElseThrow()).forEach(each -> deny(entry, each));
            Stream.of(entry.limitSubject(), entry.ownerId())
                    .flatMap(subject -> records.views(subject).stream())
                    .filter(view -> view.getOwnerId().equals(entry.ownerId()))
                    .forEach(this::view);
        });
    }

    Knowledge knowledge() {
        var freshness = new Freshness(() -> 0, Duration.ofDays(1));
        freshness.completeAsOf("rehearsal", 0, 0);
        KeyAnswer answer =
                key.<KeyAnswer>map(KeyAnswer.Known::new).orElseGet(KeyAnswer.Unknown::new);
        return new Knowledge(() -> true, freshness, new OneKey(answer), denials, agreements);
    }

    LimitLedger ledger() {
        return ledger;
    }

    Optional<KeyEntry> key() {
        return key.map(KnownKey::entry);
    }

    /** Revocations that hit the key now. */
    List<Revocation> hits() {
        return List.copyOf(hits);
    }

    /** The key's limits before a request of a cost. */
    List<LimitState> limits(long cost) {
        return key.map(known ->
                        switch (agreements.of(known)) {
                            case Terms.OwnerDeleted(), Terms.Missing(_) -> List.<LimitState>of();
                            case Terms.Granted(var agreed, _) ->
                                    limits(known.entry(), agreed, cost);
                        })
                .orElse(List.of());
    }

    private List<LimitState> limits(KeyEntry entry, List<LimitSpec> agreed, long cost) {
        int percent = denials.ratePercent(entry, nowMillis);
        List<LimitSpec> now =
                percent == 100
                        ? agreed
                        : agreed.stream().map(limit -> limit.lowered(percent, cost)).toList();
        // Nothing is charged, only asked.
        List<Quota> quotas =
                switch (ledger.charge(
                        entry.limitSubject(), entry.ownerId(), now, 0, false, nowMillis)) {
                    case LimitDecision.Charged(_, var left, _) -> left;
                    case LimitDecision.Exhausted(_, _, var left) -> left;
                    case LimitDecision.Hold() -> List.of();
                };
        var states = new ArrayList<LimitState>();
        for (int i = 0; i < quotas.size(); i++) {
            states.add(state(entry, quotas.get(i), agreed.get(i).amount()));
        }
        return List.copyOf(states);
    }

    private LimitState state(KeyEntry entry, Quota quota, long agreed) {
        LimitSpec limit = quota.limit();
        String subject = limit.scope() == LimitScope.OWNER ? entry.ownerId() : entry.limitSubject();
        return new LimitState(
                limit,
                agreed,
                subject,
                quota.remaining(),
                quota.resetSeconds(),
                views.stream().filter(view -> isOf(view, subject, limit)).findFirst());
    }

    private boolean isOf(Throttle view, String subject, LimitSpec limit) {
        long windowStart = limit.window().startOf(nowMillis);
        long oldest = limit.window().slides() ? limit.window().previous(windowStart) : windowStart;
        return view.getSubject().equals(subject)
                && view.getLimit().equals(limit.name())
                && view.getLimitKind() == limit.kind()
                && view.getWindow().equals(limit.window().iso())
                && view.getWindowStart().toEpochMilli() >= oldest;
    }

    private void deny(KeyEntry entry, Revocation revocation) {
        try {
            Denial denial = Denial.of(revocation);
            if (denial.hits(entry) && nowMillis < denial.endsAtMillis()) {
                denials.put(revocation.getRevocationId(), denial);
                hits.add(revocation);
            }
        } catch (IllegalArgumentException _) {
            // An edge can't enforce it either, and says so in its heartbeats.
        }
    }

    private void view(Throttle view) {
        views.add(view);
        ledger.view(view, nowMillis);
    }

    private static Optional<KeyEntry> decoded(ApiKey record) {
        try {
            return Optional.of(KeyDecoder.entry(record));
        } catch (IllegalArgumentException _) {
            // To an edge, a key that it can't read is as good as none.
            return Optional.empty();
        }
    }
}
