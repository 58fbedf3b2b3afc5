package io.tollgate.admin.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.IdempotencyKey;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.Preconditions;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/keys/{id}/rotate}: a key gets a successor with a secret of its own, and both are good
 * until the grace is over or is ended early. What was used of limits is neither lost nor doubled.
 */
final class RotationEndpoints {
    private static final Logger log = LoggerFactory.getLogger(RotationEndpoints.class);
    private static final String PATH = KeyLookup.PATH + "/{id}/rotate";
    private static final Shape<Duration> GRACE = Shape.duration(Duration.ZERO, Duration.ofDays(90));
    private static final Shape<Duration> UNUSED_FOR =
            Shape.duration(Duration.ZERO, Duration.ofDays(30));
    private static final Duration USUALLY_UNUSED_FOR = Duration.ofHours(1);

    private final KeyLookup keys;
    private final Topics topics;
    private final Ledger ledger;
    private final KeyMint mint;

    RotationEndpoints(KeyLookup keys, Topics topics, Ledger ledger, KeyMint mint) {
        this.keys = keys;
        this.topics = topics;
        this.ledger = ledger;
        this.mint = mint;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.post(PATH, Permission.ISSUE_KEYS, this::rotate),
                Endpoint.post(PATH + "/finish", Permission.ISSUE_KEYS, this::finish));
    }

    /** What a rotation comes to; without a secret, it was done before. */
    private record Rotated(ApiKey successor, ApiKey predecessor, @Nullable String secret) {}

    private Answer rotate(Call call) {
        Duration grace = call.read(fields -> fields.required("grace", GRACE));
        Optional<IdempotencyKey> creation =
                IdempotencyKey.of(call, List.of("rotate", call.part("id"), grace.toString()));
        Rotated rotated =
                ledger.change(changes ->
                        creation.flatMap(keys.state().keys()::createdBy)
                                .map(before -> repeated(before, creation.orElseThrow()))
                                .orElseGet(() -> rotate(call, changes, grace, creation)));
        ApiKey successor = rotated.successor();
        ObjectNode view = Json.object(keys.view(successor));
        view.set("predecessor", Json.object(keys.view(rotated.predecessor())));
        if (rotated.secret() != null) {
            view.put("secret", rotated.secret());
            log.atInfo()
                    .addKeyValue("key", rotated.predecessor().getKeyId())
                    .addKeyValue("successor", successor.getKeyId())
                    .addKeyValue("operator", call.actor())
                    .log("key rotated");
        }
        return Answer.json(rotated.secret() == null ? 200 : 201, view)
                .with("ETag", Preconditions.tag(successor.getVersion()))
                .with("Location", KeyLookup.PATH + "/" + successor.getKeyId());
    }

    private Rotated repeated(ApiKey before, IdempotencyKey creation) {
        IdempotencyKey.parse(before.getCreationKey()).ifPresent(creation::checkSame);
        return new Rotated(before, keys.entities().demand(before.getRotatedFrom()), null);
    }

    private Rotated rotate(
            Call call, Changes changes, Duration grace, Optional<IdempotencyKey> creation) {
        ApiKey before = keys.demandUndeleted(call);
        Instant now = keys.now();
        KeyStanding standing = keys.standing(before, now);
        if (standing != KeyStanding.ACTIVE) {
            throw conflict(before, "is " + standing + "; only an ACTIVE key can be rotated");
        }
        keys.successor(before)
                .ifPresent(successor -> {
                    throw conflict(
                            before,
                            "was rotated at "
                                    + successor.getCreatedAt()
                                    + "; rotate '"
                                    + successor.getKeyId()
                                    + "', which succeeds it");
                });
        KeyMint.Minted minted =
                mint.succeed(before, creation.map(IdempotencyKey::kept).orElse(""), now);
        if (keys.state().keys().knows(minted.hash())) {
            throw new IllegalStateException("the source of randomness repeats itself");
        }
        ApiKey retired = Rotation.retired(before, grace, now);
        changes.put(topics.keys, minted.hash(), minted.key());
        changes.put(topics.keys, keys.hash(before), retired);
        return new Rotated(minted.key(), retired, minted.secret());
    }

    private Answer finish(Call call) {
        Duration unusedFor =
                call.read(fields -> fields.optional("unusedFor", UNUSED_FOR))
                        .orElse(USUALLY_UNUSED_FOR);
        ApiKey ended =
                ledger.change(changes -> {
                    ApiKey before = keys.demandUndeleted(call);
                    if (keys.successor(before).isEmpty()) {
                        throw conflict(before, "was not rotated");
                    }
                    Instant now = keys.now();
                    Instant end = before.getExpiresAt();
                    if (end != null && !end.isAfter(now)) {
                        return before;
                    }
                    checkUnused(before, unusedFor, now);
                    ApiKey retired = Rotation.retired(before, Duration.ZERO, now);
                    changes.put(topics.keys, keys.hash(before), retired);
                    log.atInfo()
                            .addKeyValue("key", before.getKeyId())
                            .addKeyValue("operator", call.actor())
                            .log("grace of a key ended early");
                    return retired;
                });
        return keys.entities().shown(200, ended);
    }

    private void checkUnused(ApiKey key, Duration unusedFor, Instant now) {
        keys.lastUse()
                .of(key.getKeyId())
                .filter(last -> Rotation.usedWithin(unusedFor, last, now))
                .ifPresent(last -> {
                    throw conflict(
                            key,
                            "was used in the minute of "
                                    + last
                                    + ", less than "
                                    + unusedFor
                                    + " ago; finish later, or with another unusedFor (PT0S asks"
                                    + " nothing)");
                });
    }

    private static ProblemException conflict(ApiKey key, String why) {
        return new ProblemException(
                ProblemType.CONFLICT, "the key '" + key.getKeyId() + "' " + why);
    }
}
