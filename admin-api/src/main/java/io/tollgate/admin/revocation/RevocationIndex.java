package io.tollgate.admin.revocation;

import io.tollgate.admin.http.IdempotencyKey;
import io.tollgate.admin.resource.KeyEndpoints;
import io.tollgate.admin.resource.Reach;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationKind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** All revocations, and which of them hit a key. Thread-safe for one writing thread. */
public final class RevocationIndex implements KeyEndpoints.Denials {
    private final Map<String, Placed> byId = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> idsByKey = new ConcurrentHashMap<>();
    private final Set<String> broad = ConcurrentHashMap.newKeySet();
    private final Map<String, String> idByCreation = new ConcurrentHashMap<>();
    private final Map<String, Long> pulses = new ConcurrentHashMap<>();

    /** A revocation and the offset of its newest record. */
    public record Placed(Revocation revocation, long offset) {}

    /** Takes a record of the topic; answers with the revocation if it arrived just now. */
    public Optional<Placed> take(TopicRecord<Revocation> next) {
        Revocation revocation = next.value();
        if (revocation == null) {
            forget(next.key());
            return Optional.empty();
        }
        if (revocation.getKind() == RevocationKind.PULSE) {
            pulses.merge(revocation.getPulseWriter(), revocation.getPulse(), Math::max);
            return Optional.empty();
        }
        var placed = new Placed(revocation, next.offset());
        remember(placed);
        return next.live() ? Optional.of(placed) : Optional.empty();
    }

    /** A revocation by its id. */
    public Optional<Placed> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All revocations. */
    public Stream<Revocation> all() {
        return byId.values().stream().map(Placed::revocation);
    }

    /** The revocations that name a key, whether they still count or not. */
    public Stream<Revocation> naming(String keyId) {
        return idsByKey.getOrDefault(keyId, Set.of()).stream()
                .flatMap(id -> find(id).stream())
                .map(Placed::revocation);
    }

    @Override
    public Collection<Revocation> hitting(ApiKey key, Instant now) {
        return inForce(key, now).stream().filter(RevocationMatch::forbids).toList();
    }

    /** Those that hit a key at a time, also where they only slow it. */
    public Collection<Revocation> inForce(ApiKey key, Instant now) {
        Set<String> named = idsByKey.getOrDefault(key.getKeyId(), Set.of());
        if (named.isEmpty() && broad.isEmpty()) {
            return List.of();
        }
        return Stream.concat(named.stream(), broad.stream())
                .flatMap(id -> find(id).stream())
                .map(Placed::revocation)
                .filter(revocation -> RevocationMatch.inForce(revocation, now))
                .filter(revocation -> RevocationMatch.hits(revocation, key))
                .toList();
    }

    @Override
    public Reach reach(Instant now) {
        var reach = new ReachInTheMaking();
        byId.values().stream()
                .map(Placed::revocation)
                .filter(RevocationMatch::forbids)
                .filter(revocation -> RevocationMatch.inForce(revocation, now))
                .forEach(reach::add);
        return reach.made();
    }

    /** The revocation that a call created before. */
    Optional<Placed> createdBy(IdempotencyKey creation) {
        return Optional.ofNullable(idByCreation.get(creation.call())).flatMap(this::find);
    }

    /** The last pulse that a writer wrote, 0 if none. */
    public long lastPulse(String writer) {
        return pulses.getOrDefault(writer, 0L);
    }

    /** Takes in what this process wrote, at once rather than when it is read. */
    void remember(Placed placed) {
        Revocation revocation = placed.revocation();
        String id = revocation.getRevocationId();
        Placed now = byId.merge(id, placed, (a, b) -> a.offset() > b.offset() ? a : b);
        if (now.equals(placed)) {
            revocation
                    .getKeyIds()
                    .forEach(keyId ->
                            idsByKey.computeIfAbsent(keyId, _ -> ConcurrentHashMap.newKeySet())
                                    .add(id));
            if (revocation.getKeyIds().isEmpty()) {
                broad.add(id);
            }
            IdempotencyKey.parse(revocation.getCreationKey())
                    .ifPresent(creation -> idByCreation.put(creation.call(), id));
        }
    }

    private void forget(String id) {
        Placed gone = byId.remove(id);
        if (gone != null) {
            gone.revocation()
                    .getKeyIds()
                    .forEach(keyId ->
                            idsByKey.getOrDefault(keyId, ConcurrentHashMap.newKeySet()).remove(id));
            broad.remove(id);
            IdempotencyKey.parse(gone.revocation().getCreationKey())
                    .ifPresent(creation -> idByCreation.remove(creation.call()));
        }
    }
}
