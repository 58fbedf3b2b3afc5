package io.tollgate.edge.rehearsal;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.credential.CredentialParser;
import io.tollgate.edge.door.Problem;
import io.tollgate.edge.door.RequestTarget;
import io.tollgate.edge.door.RequestTarget.UnusableTargetException;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.table.RouteTable;
import io.tollgate.edge.verdict.Inquiry;
import io.tollgate.edge.verdict.Judgement;
import io.tollgate.edge.verdict.Rules;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.credentials.KeyHash;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Judges requests that are only described, as an edge would that has applied all records: by the
 * edge's own rules, and charging nothing. Thread-safe.
 */
public final class Rehearsal {
    private final CredentialParser credentials;
    private final Records records;

    /** A rehearsal on records that change meanwhile. */
    public Rehearsal(CredentialParser credentials, Records records) {
        this.credentials = credentials;
        this.records = records;
    }

    /** What an edge would say at a time. */
    public Rehearsed of(Question question, long nowMillis) {
        try {
            RequestTarget target = RequestTarget.parse(question.target(), question.host());
            return judged(question, target, nowMillis);
        } catch (UnusableTargetException e) {
            return new Rehearsed(
                    Outcome.BAD_REQUEST,
                    OptionalInt.of(Problem.BAD_REQUEST.status()),
                    e.rule(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(new Step(Step.Stage.REQUEST, false, e.rule())),
                    List.of(),
                    List.of());
        }
    }

    private Rehearsed judged(Question question, RequestTarget target, long nowMillis) {
        CompiledRoute route =
                RouteTable.compile(records.routes(), _ -> true)
                        .match(target.host(), target.path(), question.method());
        Credential credential = credential(question, target, route);
        Optional<ApiKey> record =
                credential instanceof Credential.Presented(KeyHash hash)
                        ? records.key(hash)
                        : Optional.empty();
        var scene = new Scene(records, record, nowMillis);
        // Before the verdict, which charges them.
        List<LimitState> limits = scene.limits(route == null ? 1 : route.definition().getCost());
        Verdict verdict =
                verdict(scene, new Inquiry(route, credential, source(question, scene)), nowMillis);
        var found = new Found(route, credential, scene, limits, question.source().isPresent());
        return new Rehearsed(
                verdict.outcome(),
                verdict instanceof Verdict.Admitted
                        ? OptionalInt.empty()
                        : OptionalInt.of(Problem.of(verdict.outcome()).status()),
                found.told(verdict),
                record,
                Optional.ofNullable(route).map(CompiledRoute::id),
                found.steps(verdict),
                scene.hits(),
                limits);
    }

    private Credential credential(
            Question question, RequestTarget target, @Nullable CompiledRoute route) {
        return question.known()
                .<Credential>map(Credential.Presented::new)
                .orElseGet(() ->
                        credentials.parse(
                                List.of(),
                                question.secret().stream().toList(),
                                target.rawQuery(),
                                route == null ? "" : route.definition().getQueryKey()));
    }

    private static Verdict verdict(Scene scene, Inquiry inquiry, long nowMillis) {
        var rules = new Rules(scene.knowledge(), scene.ledger()::charge);
        return switch (rules.judge(inquiry, null, false, nowMillis)) {
            case Verdict verdict -> verdict;
            case Judgement.NeedsDisk _, Judgement.Hold _ ->
                    throw new IllegalStateException("there is nothing here to wait for");
        };
    }

    private static InetAddress source(Question question, Scene scene) {
        return question.source()
                .or(() ->
                        scene.key()
                                .map(KeyEntry::allowedSources)
                                .flatMap(ranges -> ranges.stream().findFirst())
                                .map(range -> range.network()))
                .orElseGet(InetAddress::getLoopbackAddress);
    }
}
