package io.tollgate.admin.explain;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.resource.KeyMint;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.EdgeBoot.Standing;
import io.tollgate.admin.revocation.EdgeRegister;
import io.tollgate.admin.revocation.RevocationIndex;
import io.tollgate.admin.security.Permission;
import io.tollgate.edge.credential.CredentialParser;
import io.tollgate.edge.rehearsal.Question;
import io.tollgate.edge.rehearsal.Rehearsal;
import io.tollgate.schemas.credentials.KeyHash;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/keys/explain}: asks and changes nothing. What a caller sends as a secret is neither
 * kept nor repeated. Thread-safe.
 */
public final class ExplainEndpoints {
    private final State state;
    private final EdgeRegister edges;
    private final Rehearsal rehearsal;
    private final InstantSource clock;

    /** Explains with what the program has read. */
    public ExplainEndpoints(
            State state,
            RevocationIndex revocations,
            LimitViews views,
            EdgeRegister edges,
            KeyMint mint,
            InstantSource clock) {
        this.state = state;
        this.edges = edges;
        this.clock = clock;
        var credentials =
                new CredentialParser(mint.form(), mint.pepper(), state.keys()::hasImported);
        this.rehearsal =
                new Rehearsal(credentials, new KnownRecords(state, revocations, views, clock));
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(Endpoint.post("/v1/keys/explain", Permission.READ_KEYS, this::explain));
    }

    private Answer explain(Call call) {
        ExplainBody body = call.read(ExplainBody::read);
        Optional<KeyHash> known = body.keyId().map(this::hash);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var question =
                new Question(
                        body.method(),
                        body.host(),
                        body.path(),
                        body.source(),
                        known,
                        body.secret());
        return Answer.ok(Explanation.of(rehearsal.of(question, now.toEpochMilli()), fleet(), now));
    }

    private KeyHash hash(String keyId) {
        return state.keys()
                .find(keyId)
                .map(entry -> KeyHash.fromHex(entry.found()))
                .orElseThrow(() -> ProblemException.notFound("key", keyId));
    }

    private Explanation.Fleet fleet() {
        List<EdgeRegister.Seen> all = edges.all();
        List<Long> ages =
                all.stream()
                        .filter(seen -> seen.standing() == Standing.LIVE)
                        .map(seen -> seen.boot().status().getStateAgeMillis())
                        .toList();
        boolean known = !ages.isEmpty() && ages.stream().allMatch(age -> age >= 0);
        return new Explanation.Fleet(
                ages.size(),
                all.stream().filter(seen -> seen.standing() == Standing.UNREACHABLE).count(),
                known ? ages.stream().max(Long::compare).orElseThrow() : null);
    }
}
