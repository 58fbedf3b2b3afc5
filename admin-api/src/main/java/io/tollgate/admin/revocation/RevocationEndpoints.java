package io.tollgate.admin.revocation;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.FieldError;
import io.tollgate.admin.http.IdempotencyKey;
import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.revocation.RevocationIndex.Placed;
import io.tollgate.admin.security.Authenticator;
import io.tollgate.admin.security.Permission;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/revocations}: written at once, answered when the edges have given their word. */
public final class RevocationEndpoints {
    private static final Logger log = LoggerFactory.getLogger(RevocationEndpoints.class);
    private static final String PATH = "/v1/revocations";
    private static final Shape<String> STATE =
            Shape.matching(
                    Pattern.compile("ACTIVE|ENDED|WITHDRAWN"),
                    "must be ACTIVE, ENDED or WITHDRAWN");

    private final RevocationIndex index;
    private final RevocationLog revocations;
    private final Receipts receipts;
    private final Target.Known known;
    private final Impact impact;
    private final Supplier<String> ulids;
    private final InstantSource clock;

    /** Works on an index through its log. */
    public RevocationEndpoints(
            RevocationIndex index,
            RevocationLog revocations,
            Receipts receipts,
            Target.Known known,
            Impact impact,
            Supplier<String> ulids,
            InstantSource clock) {
        this.index = index;
        this.revocations = revocations;
        this.receipts = receipts;
        this.known = known;
        this.impact = impact;
        this.ulids = ulids;
        this.clock = clock;
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_REVOCATIONS, this::list),
                Endpoint.post(PATH, Permission.SUSPEND_KEYS, this::create).doneAnywhere(),
                Endpoint.get(PATH + "/{id}", Permission.READ_REVOCATIONS, this::read),
                Endpoint.post(PATH + "/{id}/withdrawal", Permission.SUSPEND_KEYS, this::withdraw));
    }

    private record Creation(Placed placed, boolean isNew) {}

    private Answer create(Call call) {
        Instant now = now();
        RevocationBody body = call.read(fields -> RevocationBody.read(fields, now));
        demandPermission(call, body.action());
        if (body.dryRun()) {
            return Answer.ok(impact.of(revocation(call, body, Optional.empty(), now), now));
        }
        Optional<IdempotencyKey> creation = IdempotencyKey.of(call, body.toString());
        Creation made =
                revocations.inTurn(() ->
                        creation.flatMap(index::createdBy)
                                .map(before -> repeated(before, creation.orElseThrow()))
                                .orElseGet(() -> write(call, body, creation, now)));
        Answer answer = waited(call, made.isNew() ? 201 : 200, made.placed());
        return answer.with("Location", PATH + "/" + made.placed().revocation().getRevocationId());
    }

    private static Creation repeated(Placed before, IdempotencyKey creation) {
        IdempotencyKey.parse(before.revocation().getCreationKey()).ifPresent(creation::checkSame);
        return new Creation(before, false);
    }

    private Creation write(
            Call call, RevocationBody body, Optional<IdempotencyKey> creation, Instant now) {
        Revocation revocation = revocation(call, body, creation, now);
        Placed placed = revocations.write(revocation);
        log.atInfo()
                .addKeyValue("revocation", revocation.getRevocationId())
                .addKeyValue("action", body.action())
                .addKeyValue("operator", call.actor())
                .log("revocation written");
        return new Creation(placed, true);
    }

    private Revocation revocation(
            Call call, RevocationBody body, Optional<IdempotencyKey> creation, Instant now) {
        Target target = body.target();
        List<FieldError> unknown = target.unknown(known);
        if (!unknown.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_BODY, unknown);
        }
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId("rev_" + ulids.get())
                .setVersion(1)
                .setAction(body.action())
                .setKeyIds(target.keyIds())
                .setOwnerId(target.ownerId())
                .setPlanId(target.planId())
                .setEnvironment(target.environment().orElse(null))
                .setIssuedBefore(target.issuedBefore().orElse(null))
                .setImportBatch(target.importBatch())
                .setCreatedAt(now)
                .setEndsAt(body.end(now).orElse(null))
                .setReason(body.reason())
                .setActor(call.actor())
                .setCaseReference(body.caseReference())
                .setCreationKey(creation.map(IdempotencyKey::kept).orElse(""))
                .build();
    }

    private Answer withdraw(Call call) {
        Instant now = now();
        Placed withdrawn =
                revocations.inTurn(() -> {
                    Revocation before = demand(call).revocation();
                    demandPermission(call, before.getAction());
                    if (before.getWithdrawnAt() != null) {
                        throw new ProblemException(
                                ProblemType.CONFLICT,
                                "the revocation '"
                                        + before.getRevocationId()
                                        + "' was withdrawn at "
                                        + before.getWithdrawnAt());
                    }
                    return revocations.write(
                            Revocation.newBuilder(before)
                                    .setVersion(before.getVersion() + 1)
                                    .setWithdrawnAt(now)
                                    .setWithdrawnBy(call.actor())
                                    .build());
                });
        log.atInfo()
                .addKeyValue("revocation", withdrawn.revocation().getRevocationId())
                .addKeyValue("operator", call.actor())
                .log("revocation withdrawn");
        return waited(call, 200, withdrawn);
    }

    private Answer read(Call call) {
        call.query().check();
        Placed placed = demand(call);
        String id = placed.revocation().getRevocationId();
        ReceiptSummary summary = receipts.summary(id, placed.offset());
        // Afterwards, so that all who count as enforcing it are among them.
        var words =
                receipts.receipts(id, placed.offset()).stream()
                        .map(RevocationView.ReceiptView::of)
                        .toList();
        var view = RevocationView.ReceiptsView.of(summary, words);
        return Answer.ok(RevocationView.of(placed.revocation(), now(), view));
    }

    private Answer list(Call call) {
        Query query = call.query();
        Optional<String> key = query.optional("keyId", Shape.text(1, 100));
        Optional<String> owner = query.optional("ownerId", Shape.id());
        Optional<String> state = query.optional("state", STATE);
        Paging paging = Paging.of(query);
        query.check();
        Instant now = now();
        var all =
                index.all()
                        .filter(r -> key.map(id -> r.getKeyIds().contains(id)).orElse(true))
                        .filter(r -> owner.map(id -> id.equals(r.getOwnerId())).orElse(true))
                        .filter(r ->
                                state.map(s -> s.equals(RevocationView.state(r, now)))
                                        .orElse(true));
        return Answer.ok(
                paging.falling(all, r -> r.getCreatedAt() + " " + r.getRevocationId())
                        .map(r -> RevocationView.of(r, now, null)));
    }

    private Answer waited(Call call, int status, Placed placed) {
        Patience patience = Patience.of(call);
        String id = placed.revocation().getRevocationId();
        ReceiptSummary summary = receipts.summary(id, placed.offset(), patience.most());
        Answer answer =
                Answer.json(
                        status,
                        RevocationView.of(
                                placed.revocation(),
                                now(),
                                RevocationView.ReceiptsView.of(summary)));
        return patience.applied()
                .map(applied -> answer.with("Preference-Applied", applied))
                .orElse(answer);
    }

    private Placed demand(Call call) {
        String id = call.part("id");
        return index.find(id).orElseThrow(() -> ProblemException.notFound("revocation", id));
    }

    /** Pausing is in more hands than ending. */
    private static void demandPermission(Call call, RevocationAction action) {
        if (RevocationView.isFinal(action)) {
            Authenticator.demand(call.operator().orElseThrow(), Permission.REVOKE_KEYS);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
