package io.tollgate.admin.notice;

import io.tollgate.admin.notice.Notice.Audience;
import io.tollgate.admin.resource.KeyDirectory;
import io.tollgate.admin.revocation.RevocationIndex;
import io.tollgate.admin.revocation.RevocationMatch;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.rules.Automation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keys that were slowed, suspended, revoked, and given back. An owner is told once of all its keys
 * that a revocation hits; operators are told once of the revocation. The reason is written for
 * operators and told to nobody else.
 */
final class DenialCauses implements Causes {
    private static final int MOST_KEYS = 20;

    private final RevocationIndex revocations;
    private final KeyDirectory keys;

    DenialCauses(RevocationIndex revocations, KeyDirectory keys) {
        this.revocations = revocations;
        this.keys = keys;
    }

    @Override
    public Stream<Cause> until(Instant now) {
        Instant news = now.minus(NoticeDesk.NEWS);
        return revocations
                .all()
                // What was withheld from the start concerns no key; its alert is told.
                .filter(revocation -> !revocation.getWithdrawnBy().equals(Automation.WITHHELD_BY))
                .filter(revocation -> last(revocation).isAfter(news))
                // Whoever was told of a tightening was told when it ends.
                .filter(revocation ->
                        RevocationMatch.forbids(revocation)
                                || RevocationMatch.inForce(revocation, now))
                .map(revocation -> cause(revocation, now));
    }

    private Cause cause(Revocation revocation, Instant now) {
        String id = revocation.getRevocationId();
        if (RevocationMatch.inForce(revocation, now)) {
            String type = type(revocation.getAction());
            return new Cause(
                    id + "|" + type,
                    revocation.getCreatedAt(),
                    () -> notices(type, revocation, hit(revocation)));
        }
        String type = "key.reinstated";
        return new Cause(
                id + "|" + type,
                end(revocation),
                () -> {
                    List<ApiKey> usable =
                            hit(revocation).stream().filter(key -> usable(key, now)).toList();
                    return usable.isEmpty() ? List.of() : notices(type, revocation, usable);
                });
    }

    private static String type(RevocationAction action) {
        return switch (action) {
            case REVOKE -> "key.revoked";
            case TIGHTEN -> "key.tightened";
            case SUSPEND, UNKNOWN -> "key.suspended";
        };
    }

    /** The last time at which a revocation changes anything, as far as is known. */
    private static Instant last(Revocation revocation) {
        Instant end = end(revocation);
        return end.isAfter(revocation.getCreatedAt()) ? end : revocation.getCreatedAt();
    }

    private static Instant end(Revocation revocation) {
        Instant withdrawn = revocation.getWithdrawnAt();
        Instant over = revocation.getEndsAt();
        if (withdrawn == null || over == null) {
            return withdrawn != null ? withdrawn : over != null ? over : Instant.EPOCH;
        }
        return withdrawn.isBefore(over) ? withdrawn : over;
    }

    private List<ApiKey> hit(Revocation revocation) {
        Stream<ApiKey> candidates =
                revocation.getKeyIds().isEmpty()
                        ? keys.all()
                        : revocation.getKeyIds().stream()
                                .flatMap(id -> keys.find(id).stream())
                                .map(KeyDirectory.Entry::key)
                                .filter(key -> key.getState() != KeyState.DELETED);
        return candidates.filter(key -> RevocationMatch.hits(revocation, key)).toList();
    }

    /** A key that something else still denies was not given back. */
    private boolean usable(ApiKey key, Instant now) {
        return key.getState() == KeyState.ACTIVE
                && (key.getExpiresAt() == null || now.isBefore(key.getExpiresAt()))
                && revocations.hitting(key, now).isEmpty();
    }

    private static List<Notice> notices(String type, Revocation revocation, List<ApiKey> hit) {
        var notices = new ArrayList<Notice>();
        Map<String, List<ApiKey>> byOwner =
                hit.stream()
                        .collect(
                                Collectors.groupingBy(
                                        ApiKey::getOwnerId, TreeMap::new, Collectors.toList()));
        byOwner.forEach((owner, ofOwner) -> {
            var facts = facts(revocation, ofOwner);
            facts.put("ownerId", owner);
            notices.add(new Notice(type, Audience.OWNER, owner, single(ofOwner), facts));
        });
        var facts = facts(revocation, hit);
        facts.put("ownersHit", byOwner.size());
        facts.put("reason", revocation.getReason());
        facts.put("actor", revocation.getActor());
        put(facts, "withdrawnBy", revocation.getWithdrawnBy());
        put(facts, "alertId", revocation.getAlertId());
        String owner = byOwner.size() == 1 ? hit.getFirst().getOwnerId() : "";
        notices.add(new Notice(type, Audience.OPERATORS, owner, single(hit), facts));
        return notices;
    }

    private static Map<String, Object> facts(Revocation revocation, List<ApiKey> hit) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("revocationId", revocation.getRevocationId());
        Instant endsAt = revocation.getEndsAt();
        put(facts, "endsAt", endsAt == null ? null : endsAt.toString());
        if (!RevocationMatch.forbids(revocation)) {
            facts.put("ratePercent", revocation.getRatePercent());
        }
        facts.put("keysHit", hit.size());
        facts.put("keys", hit.stream().limit(MOST_KEYS).map(KeyFacts::of).toList());
        return facts;
    }

    private static String single(List<ApiKey> hit) {
        return hit.size() == 1 ? hit.getFirst().getKeyId() : "";
    }

    private static void put(Map<String, Object> facts, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.put(name, value);
        }
    }
}
