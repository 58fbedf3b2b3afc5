package io.tollgate.edge.verdict;

import static io.tollgate.edge.Samples.NOON;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.limit.LimitDecision;
import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.table.Agreements;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.Denials;
import io.tollgate.edge.table.Freshness;
import io.tollgate.edge.table.KeyAnswer;
import io.tollgate.edge.table.KeyDirectory;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.table.Knowledge;
import io.tollgate.edge.table.KnownKey;
import io.tollgate.edge.table.TableFixtures;
import io.tollgate.schemas.credentials.KeyHash;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What an edge knows, as a test says; time stands still until told. Not thread-safe. */
final class FakeKnowledge implements KeyDirectory, Charging {
    static final KeyHash HASH = new KeyHash(1, 2, 3, 4);
    static final InetAddress SOURCE = InetAddress.getLoopbackAddress();

    final AtomicLong nanos = new AtomicLong();
    final Agreements agreements = new Agreements();
    final Denials denials = new Denials();
    final Freshness freshness = new Freshness(nanos::get, Duration.ofMinutes(5));
    final Map<KeyHash, KeyEntry> keys = new HashMap<>();
    final Set<KeyHash> onDiskOnly = new HashSet<>();
    final List<String> charged = new ArrayList<>();

    /** The limits that the newest request was judged by. */
    List<LimitSpec> limits = List.of();

    /** What the ledger answers, one after the other; then it charges. */
    final Deque<LimitDecision> decisions = new ArrayDeque<>();

    boolean ready = true;
    @Nullable RuntimeException diskFailure;

    FakeKnowledge() {
        TableFixtures.agree(agreements, "acme", "free");
        freshness.completeAsOf("revocations", 0, 0);
    }

    Knowledge knowledge() {
        return new Knowledge(() -> ready, freshness, this, denials, agreements);
    }

    long fleetMillis() {
        return NOON.toEpochMilli() + TimeUnit.NANOSECONDS.toMillis(nanos.get());
    }

    void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public KeyAnswer onHeap(KeyHash hash) {
        return onDiskOnly.contains(hash) ? new KeyAnswer.OnDisk() : answer(hash);
    }

    @Override
    public KeyAnswer lookUp(KeyHash hash) {
        if (diskFailure != null) {
            throw diskFailure;
        }
        return answer(hash);
    }

    @Override
    public LimitDecision charge(
            String keyId,
            String ownerId,
            List<LimitSpec> limits,
            long cost,
            boolean patient,
            long nowMillis) {
        this.limits = limits;
        LimitDecision next = decisions.peek();
        if (next instanceof LimitDecision.Hold && !patient) {
            next = null;
        } else {
            decisions.poll();
        }
        if (next == null) {
            next = new LimitDecision.Charged(List.of(), List.of(), false);
        }
        if (next instanceof LimitDecision.Charged) {
            charged.add(keyId + " " + cost);
        }
        return next;
    }

    static Inquiry inquiry(@Nullable CompiledRoute route) {
        return new Inquiry(route, new Credential.Presented(HASH), SOURCE);
    }

    private KeyAnswer answer(KeyHash hash) {
        KeyEntry entry = keys.get(hash);
        return entry == null ? new KeyAnswer.Unknown() : new KeyAnswer.Known(new KnownKey(entry));
    }
}
