package io.tollgate.admin.resource;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.FieldError;
import io.tollgate.admin.http.IdempotencyKey;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.Preconditions;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/keys}. A secret is in the answer that creates its key, and never again. */
public final class KeyEndpoints {
    private static final Logger log = LoggerFactory.getLogger(KeyEndpoints.class);
    private static final String PATH = "/v1/keys";

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final KeyMint mint;
    private final Denials denials;
    private final InstantSource clock;
    private final Entities<ApiKey> keys;

    /** Tells which revocations in force hit a key. */
    @FunctionalInterface
    public interface Denials {
        /** Those that do at a time. */
        Collection<Revocation> of(ApiKey key, Instant now);
    }

    /** Works on a state through its ledger. */
    public KeyEndpoints(
            State state,
            Topics topics,
            Ledger ledger,
            KeyMint mint,
            Denials denials,
            InstantSource clock) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.mint = mint;
        this.denials = denials;
        this.clock = clock;
        this.keys =
                new Entities<>(
                        "key",
                        PATH,
                        id -> state.keys().find(id).map(KeyDirectory.Entry::key),
                        () -> state.keys().all(),
                        ApiKey::getKeyId,
                        ApiKey::getVersion,
                        this::view);
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_KEYS, this::list),
                Endpoint.post(PATH, Permission.ISSUE_KEYS, this::create),
                Endpoint.get(PATH + "/{id}", Permission.READ_KEYS, keys::read),
                Endpoint.delete(PATH + "/{id}", Permission.ISSUE_KEYS, this::delete));
    }

    /** What a creation comes to: a new key with its secret, or one that was there. */
    private record Creation(ApiKey key, @Nullable String secret) {}

    private Answer create(Call call) {
        Instant now = now();
        KeyBody body = call.read(fields -> KeyBody.read(fields, now));
        Optional<IdempotencyKey> creation = IdempotencyKey.of(call, body.canonical());
        Creation created = ledger.change(changes -> create(changes, body, creation, now));
        if (created.secret() == null) {
            return keys.shown(200, created.key());
        }
        log.atInfo()
                .addKeyValue("key", created.key().getKeyId())
                .addKeyValue("owner", created.key().getOwnerId())
                .addKeyValue("operator", call.actor())
                .log("key created");
        var withSecret = Json.object(view(created.key()));
        withSecret.put("secret", created.secret());
        return Answer.json(201, withSecret)
                .with("ETag", Preconditions.tag(created.key().getVersion()))
                .with("Location", PATH + "/" + created.key().getKeyId());
    }

    private Creation create(
            Changes changes, KeyBody body, Optional<IdempotencyKey> creation, Instant now) {
        Optional<ApiKey> before = creation.flatMap(state.keys()::createdBy);
        if (before.isPresent()) {
            IdempotencyKey.parse(before.get().getCreationKey())
                    .ifPresent(creation.orElseThrow()::checkSame);
            return new Creation(before.get(), null);
        }
        checkReferences(body);
        Costs.checkLimits(body.limits(), state.routeList());
        KeyMint.Minted minted = mint.mint(body, creation.map(IdempotencyKey::kept).orElse(""), now);
        if (state.keys().knows(minted.hash())) {
            throw new IllegalStateException("the source of randomness repeats itself");
        }
        changes.put(topics.keys, minted.hash(), minted.key());
        return new Creation(minted.key(), minted.secret());
    }

    private void checkReferences(KeyBody body) {
        var errors = new ArrayList<FieldError>();
        if (state.owner(body.ownerId()).isEmpty()) {
            errors.add(new FieldError("ownerId", "there is no owner '" + body.ownerId() + "'"));
        }
        if (state.plan(body.planId()).isEmpty()) {
            errors.add(new FieldError("planId", "there is no plan '" + body.planId() + "'"));
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_BODY, errors);
        }
    }

    private Answer list(Call call) {
        Query query = call.query();
        Optional<String> owner = query.optional("ownerId", Shape.id());
        Optional<String> plan = query.optional("planId", Shape.id());
        Optional<KeyStanding> standing =
                query.optional(
                        "state",
                        Shape.choice(
                                KeyStanding.ACTIVE,
                                KeyStanding.EXPIRED,
                                KeyStanding.SUSPENDED,
                                KeyStanding.REVOKED,
                                KeyStanding.DELETED));
        Paging paging = Paging.of(query);
        query.check();
        Instant now = now();
        Predicate<ApiKey> wanted =
                key ->
                        owner.map(id -> id.equals(key.getOwnerId())).orElse(true)
                                && plan.map(id -> id.equals(key.getPlanId())).orElse(true)
                                && standing.map(s -> s == standing(key, now)).orElse(true);
        var all =
                standing.filter(s -> s == KeyStanding.DELETED).isPresent()
                        ? state.keys().withDeleted()
                        : state.keys().all();
        return Answer.ok(paging.rising(all.filter(wanted), ApiKey::getKeyId).map(this::view));
    }

    private Answer delete(Call call) {
        ledger.change(changes -> {
            ApiKey before = keys.demandVersion(call);
            if (before.getState() == KeyState.DELETED) {
                return before;
            }
            String hash = state.keys().find(before.getKeyId()).orElseThrow().hash();
            ApiKey deleted =
                    ApiKey.newBuilder(before)
                            .setState(KeyState.DELETED)
                            .setVersion(before.getVersion() + 1)
                            .setUpdatedAt(now())
                            .build();
            changes.put(topics.keys, hash, deleted);
            log.atInfo()
                    .addKeyValue("key", before.getKeyId())
                    .addKeyValue("operator", call.actor())
                    .log("key deleted");
            return deleted;
        });
        return Answer.nothing();
    }

    private KeyStanding standing(ApiKey key, Instant now) {
        return KeyStanding.of(key, denials.of(key, now), now);
    }

    private KeyView view(ApiKey key) {
        Instant now = now();
        return KeyView.of(key, denials.of(key, now), now);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
