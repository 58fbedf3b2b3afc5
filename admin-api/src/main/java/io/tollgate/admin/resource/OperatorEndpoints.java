package io.tollgate.admin.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.IdempotencyKey;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.Preconditions;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.security.Roles;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.Role;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/operators}. A token is in the answer that makes it, and never again. Nobody gives or
 * takes what the own role does not include, and one admin is always left.
 */
public final class OperatorEndpoints {
    private static final Logger log = LoggerFactory.getLogger(OperatorEndpoints.class);
    private static final String PATH = "/v1/operators";

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final OperatorMint mint;
    private final InstantSource clock;
    private final Entities<Operator> operators;

    /** Works on a state through its ledger. */
    public OperatorEndpoints(
            State state, Topics topics, Ledger ledger, OperatorMint mint, InstantSource clock) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.mint = mint;
        this.clock = clock;
        this.operators =
                new Entities<>(
                        "operator",
                        PATH,
                        state.operators()::find,
                        () -> state.operators().all().stream(),
                        Operator::getOperatorId,
                        Operator::getVersion,
                        OperatorView::of);
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                // Before {id}, which would take it too.
                Endpoint.get(PATH + "/me", Permission.SIGNED_IN, OperatorEndpoints::me),
                Endpoint.get(PATH, Permission.READ_OPERATORS, operators::list),
                Endpoint.post(PATH, Permission.EDIT_OPERATORS, this::create),
                Endpoint.get(PATH + "/{id}", Permission.READ_OPERATORS, operators::read),
                Endpoint.patch(PATH + "/{id}", Permission.EDIT_OPERATORS, this::change),
                Endpoint.delete(PATH + "/{id}", Permission.EDIT_OPERATORS, this::delete),
                Endpoint.post(PATH + "/{id}/token", Permission.EDIT_OPERATORS, this::newToken));
    }

    private record Me(String id, String name, String role, List<String> permissions) {}

    private static Answer me(Call call) {
        call.query().check();
        Operator operator = call.operator().orElseThrow();
        List<String> permissions =
                Arrays.stream(Permission.values())
                        .filter(permission -> Roles.allow(operator.getRole(), permission))
                        .map(Permission::name)
                        .toList();
        return Answer.ok(
                new Me(
                        operator.getOperatorId(),
                        operator.getName(),
                        operator.getRole().name(),
                        permissions));
    }

    /** What a creation comes to: a new operator with its token, or one that was there. */
    private record Creation(Operator operator, @Nullable String token) {}

    private Answer create(Call call) {
        Instant now = now();
        OperatorTerms terms = call.read(fields -> OperatorTerms.read(fields, now));
        demandCover(call, terms.role());
        Optional<IdempotencyKey> creation = IdempotencyKey.of(call, terms.canonical());
        Creation created = ledger.change(changes -> create(changes, terms, creation, now));
        if (created.token() == null) {
            return operators.shown(200, created.operator());
        }
        told(call, created.operator(), "operator created");
        return withToken(201, created.operator(), created.token())
                .with("Location", PATH + "/" + created.operator().getOperatorId());
    }

    private Creation create(
            Changes changes, OperatorTerms terms, Optional<IdempotencyKey> creation, Instant now) {
        Optional<Operator> before = creation.flatMap(this::createdBy);
        if (before.isPresent()) {
            IdempotencyKey.parse(before.get().getCreationKey())
                    .ifPresent(creation.orElseThrow()::checkSame);
            return new Creation(before.get(), null);
        }
        OperatorMint.Minted minted =
                mint.mint(terms, creation.map(IdempotencyKey::kept).orElse(""), now);
        put(changes, minted.operator());
        return new Creation(minted.operator(), minted.token());
    }

    private Optional<Operator> createdBy(IdempotencyKey creation) {
        return state.operators().all().stream()
                .filter(operator ->
                        IdempotencyKey.parse(operator.getCreationKey())
                                .filter(kept -> kept.call().equals(creation.call()))
                                .isPresent())
                .findFirst();
    }

    private Answer change(Call call) {
        JsonNode patch = call.json();
        Operator made = ledger.change(changes -> change(call, patch, changes));
        told(call, made, "operator changed");
        return operators.shown(200, made);
    }

    private Operator change(Call call, JsonNode patch, Changes changes) {
        Operator before = demandSubordinate(call);
        Instant now = now();
        OperatorTerms terms = OperatorTerms.of(before).patched(patch, now);
        demandCover(call, terms.role());
        Operator changed =
                terms.into(Operator.newBuilder(before))
                        .setVersion(before.getVersion() + 1)
                        .setUpdatedAt(now)
                        .build();
        Admins.demandProvision(state.operators().all(), before, Optional.of(changed), now);
        put(changes, changed);
        return changed;
    }

    private Answer newToken(Call call) {
        OperatorMint.Minted minted =
                ledger.change(changes -> {
                    OperatorMint.Minted again = mint.again(demandSubordinate(call), now());
                    put(changes, again.operator());
                    return again;
                });
        told(call, minted.operator(), "operator got a new token");
        return withToken(200, minted.operator(), minted.token());
    }

    private Answer delete(Call call) {
        Operator gone =
                ledger.change(changes -> {
                    Operator before = demandSubordinate(call);
                    Admins.demandProvision(
                            state.operators().all(), before, Optional.empty(), now());
                    changes.remove(topics.operators, before.getOperatorId());
                    return before;
                });
        told(call, gone, "operator deleted");
        return Answer.nothing();
    }

    /** The operator that a call is meant for, who must not be above who calls. */
    private Operator demandSubordinate(Call call) {
        Operator before = operators.demandVersion(call);
        demandCover(call, before.getRole());
        return before;
    }

    private static void demandCover(Call call, Role role) {
        Role own = call.operator().orElseThrow().getRole();
        if (!Roles.covers(own, role)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "the role " + own + " does not include all that the role " + role + " does");
        }
    }

    private void put(Changes changes, Operator operator) {
        changes.put(topics.operators, operator.getOperatorId(), operator);
    }

    private static Answer withToken(int status, Operator operator, String token) {
        var body = Json.object(OperatorView.of(operator));
        body.put("token", token);
        return Answer.json(status, body).with("ETag", Preconditions.tag(operator.getVersion()));
    }

    private static void told(Call call, Operator operator, String what) {
        log.atInfo()
                .addKeyValue("operator", operator.getOperatorId())
                .addKeyValue("role", operator.getRole())
                .addKeyValue("by", call.actor())
                .log(what);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
