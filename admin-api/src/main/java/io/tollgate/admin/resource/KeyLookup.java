package io.tollgate.admin.resource;

import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.FieldError;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys as operators see them: with their standing, their line and their last use. */
record KeyLookup(
        State state,
        KeyEndpoints.Denials denials,
        KeyEndpoints.LastUse lastUse,
        InstantSource clock) {
    static final String PATH = "/v1/keys";

    /** What keys have in common with all that has an id. */
    Entities<ApiKey> entities() {
        return new Entities<>(
                "key",
                PATH,
                id -> state.keys().find(id).map(KeyDirectory.Entry::key),
                () -> state.keys().all(),
                ApiKey::getKeyId,
                ApiKey::getVersion,
                this::view);
    }

    /**
     * The key that a change is meant for, in the version that the call knows; not a deleted one.
     */
    ApiKey demandUndeleted(Call call) {
        ApiKey key = entities().demandVersion(call);
        if (key.getState() == KeyState.DELETED) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "the key '" + key.getKeyId() + "' was deleted");
        }
        return key;
    }

    /** What Kafka knows a key by. */
    String hash(ApiKey key) {
        return state.keys().find(key.getKeyId()).orElseThrow().hash();
    }

    Optional<ApiKey> successor(ApiKey key) {
        return state.keys().successor(key.getKeyId());
    }

    KeyStanding standing(ApiKey key, Instant now) {
        return KeyStanding.of(key, denials.hitting(key, now), now);
    }

    KeyView view(ApiKey key) {
        Instant now = now();
        return KeyView.of(
                key, denials.hitting(key, now), successor(key), lastUse.of(key.getKeyId()), now);
    }

    /** What is wrong with the plan that a key is to have, if anything. */
    List<FieldError> planErrors(String planId) {
        return state.plan(planId).isPresent()
                ? List.of()
                : List.of(new FieldError("planId", "there is no plan '" + planId + "'"));
    }

    /**
     * Refuses a key that refers to what there is not.
     *
     * @throws ProblemException if it does
     */
    void checkReferences(KeyBody body) {
        var errors = new ArrayList<FieldError>();
        if (state.owner(body.ownerId()).isEmpty()) {
            errors.add(new FieldError("ownerId", "there is no owner '" + body.ownerId() + "'"));
        }
        errors.addAll(planErrors(body.terms().planId()));
        if (!errors.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_BODY, errors);
        }
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
