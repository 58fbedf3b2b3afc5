package io.tollgate.admin.resource;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/keys}. A secret is in the answer that creates its key, and never again. */
public final class KeyEndpoints {
    private static final Logger log = LoggerFactory.getLogger(KeyEndpoints.class);
    private static final String PATH = KeyLookup.PATH;

    private final KeyLookup lookup;
    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final KeyMint mint;
    private final Entities<ApiKey> keys;

    /** Tells which revocations are in force for which keys. */
    public interface Denials {
        /** Those that hit a key at a time. */
        Collection<Revocation> hitting(ApiKey key, Instant now);

        /** Whom any may hit at a time. */
        Reach reach(Instant now);
    }

    /** Tells when keys were used. */
    @FunctionalInterface
    public interface LastUse {
        /** Start of the minute in which a key was last presented, as far as that is known. */
        Optional<Instant> of(String keyId);
    }

    /** Works on a state through its ledger. */
    public KeyEndpoints(
            State state,
            Topics topics,
            Ledger ledger,
            KeyMint mint,
            Denials denials,
            LastUse lastUse,
            InstantSource clock) {
        this.lookup = new KeyLookup(state, denials, lastUse, clock);
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.mint = mint;
        this.keys = lookup.entities();
    }

    /** The same, with links that owners fetch keys by. */
    public List<Endpoint> withClaims(ClaimLinks links, ClaimPost post) {
        var all = new ArrayList<>(all());
        all.addAll(new ClaimEndpoints(lookup, ledger, links, post).all());
        return List.copyOf(all);
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        var all = new ArrayList<Endpoint>();
        all.add(Endpoint.get(PATH, Permission.READ_KEYS, this::list));
        all.add(Endpoint.post(PATH, Permission.ISSUE_KEYS, this::create));
        all.add(Endpoint.get(PATH + "/{id}", Permission.READ_KEYS, keys::read));
        all.add(Endpoint.patch(PATH + "/{id}", Permission.ISSUE_KEYS, this::change));
        all.add(Endpoint.delete(PATH + "/{id}", Permission.ISSUE_KEYS, this::delete));
        all.addAll(new ImportEndpoints(lookup, topics, ledger, mint).all());
        all.addAll(new RotationEndpoints(lookup, topics, ledger, mint).all());
        return all;
    }

    /** What a creation comes to: a new key with its secret, or one that was there. */
    private record Creation(ApiKey key, @Nullable String secret) {}

    private Answer create(Call call) {
        Instant now = lookup.now();
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
        var withSecret = Json.object(lookup.view(created.key()));
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
        lookup.checkReferences(body);
        Costs.checkLimits(body.terms().limits(), state.routeList());
        KeyMint.Minted minted = mint.mint(body, creation.map(IdempotencyKey::kept).orElse(""), now);
        if (state.keys().knows(minted.hash())) {
            throw new IllegalStateException("the source of randomness repeats itself");
        }
        changes.put(topics.keys, minted.hash(), minted.key());
        return new Creation(minted.key(), minted.secret());
    }

    private Answer list(Call call) {
        Query query = call.query();
        KeySearch search = KeySearch.read(query);
        Paging paging = Paging.of(query);
        query.check();
        Instant now = lookup.now();
        var page =
                new KeyRows.Page(
                        paging.after(),
                        paging.limit() + 1,
                        key -> search.wants(key, k -> lookup.standing(k, now)));
        List<ApiKey> oneMore = state.keys().search(search, page, lookup.denials().reach(now), now);
        return Answer.ok(paging.page(oneMore, ApiKey::getKeyId).map(lookup::view));
    }

    private Answer change(Call call) {
        JsonNode patch = call.json();
        ApiKey made = ledger.change(changes -> change(call, patch, changes));
        log.atInfo()
                .addKeyValue("key", made.getKeyId())
                .addKeyValue("operator", call.actor())
                .log("key changed");
        return keys.shown(200, made);
    }

    private ApiKey change(Call call, JsonNode patch, Changes changes) {
        ApiKey before = lookup.demandUndeleted(call);
        Instant now = lookup.now();
        KeyTerms terms = KeyTerms.of(before).patched(patch, now);
        checkChange(before, terms);
        ApiKey changed =
                terms.into(ApiKey.newBuilder(before))
                        .setVersion(before.getVersion() + 1)
                        .setUpdatedAt(now)
                        .build();
        changes.put(topics.keys, lookup.hash(before), changed);
        return changed;
    }

    private void checkChange(ApiKey before, KeyTerms terms) {
        var errors = new ArrayList<FieldError>(lookup.planErrors(terms.planId()));
        if (!terms.expiresAt().equals(KeyTerms.of(before).expiresAt())) {
            lookup.successor(before)
                    .flatMap(successor -> Rotation.wrongEnd(terms.expiresAt(), successor))
                    .ifPresent(wrong -> errors.add(new FieldError("expiresAt", wrong)));
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_BODY, errors);
        }
        Costs.checkLimits(terms.limits(), state.routeList());
    }

    private Answer delete(Call call) {
        ledger.change(changes -> {
            ApiKey before = keys.demandVersion(call);
            if (before.getState() == KeyState.DELETED) {
                return before;
            }
            ApiKey deleted =
                    ApiKey.newBuilder(before)
                            .setState(KeyState.DELETED)
                            .setVersion(before.getVersion() + 1)
                            .setUpdatedAt(lookup.now())
                            .build();
            changes.put(topics.keys, lookup.hash(before), deleted);
            log.atInfo()
                    .addKeyValue("key", before.getKeyId())
                    .addKeyValue("operator", call.actor())
                    .log("key deleted");
            return deleted;
        });
        return Answer.nothing();
    }
}
