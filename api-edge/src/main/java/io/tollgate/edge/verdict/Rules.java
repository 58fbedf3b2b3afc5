package io.tollgate.edge.verdict;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.limit.LimitDecision;
import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.Denied;
import io.tollgate.edge.table.KeyAnswer;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.table.Knowledge;
import io.tollgate.edge.table.KnownKey;
import io.tollgate.edge.table.SourceRange;
import io.tollgate.edge.table.Terms;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RouteAuth;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a request and what the edge knows to a verdict, in an order that tells nobody more than a
 * valid key entitles to. Whoever can't be vouched for is refused. Thread-safe.
 */
public final class Rules {
    /** The same for every key that is not valid, so that nobody learns which keys once were. */
    private static final String NOT_VALID = "the key is not valid";

    private static final long SOON_SECONDS = 1;
    private static final long STALE_RETRY_SECONDS = 5;

    private final Knowledge knowledge;
    private final Charging limits;

    /** Rules on what an edge knows, and on what it charges. */
    public Rules(Knowledge knowledge, Charging limits) {
        this.knowledge = knowledge;
        this.limits = limits;
    }

    /**
     * Judges a request.
     *
     * @param read what the disk said of the key, null if it was not asked
     * @param patient whether the request may be held
     * @param nowMillis fleet time
     */
    public Judgement judge(
            Inquiry inquiry, @Nullable KeyAnswer read, boolean patient, long nowMillis) {
        if (!knowledge.ready().getAsBoolean()) {
            return unavailable(
                    Outcome.NOT_READY, null, "this edge has not restored its tables yet");
        }
        CompiledRoute route = inquiry.route();
        if (route != null && route.definition().getAuth() == RouteAuth.NONE) {
            return new Verdict.Admitted(route, null, nowMillis, List.of(), List.of(), false);
        }
        return switch (inquiry.credential()) {
            case Credential.Missing() ->
                    refused(
                            Outcome.NO_CREDENTIAL,
                            null,
                            "send a key as Authorization: Bearer or as X-API-Key");
            case Credential.Malformed(String rule) -> refused(Outcome.MALFORMED, null, rule);
            case Credential.Conflicting() ->
                    refused(
                            Outcome.BAD_REQUEST,
                            null,
                            "the request carries two different credentials; send one");
            case Credential.Presented(var hash) ->
                    switch (read == null ? knowledge.keys().onHeap(hash) : read) {
                        case KeyAnswer.OnDisk() -> new Judgement.NeedsDisk(hash);
                        case KeyAnswer.Unknown() -> refused(Outcome.UNKNOWN_KEY, null, NOT_VALID);
                        case KeyAnswer.Known(KnownKey key) ->
                                judge(inquiry, key, patient, nowMillis);
                    };
        };
    }

    private Judgement judge(Inquiry inquiry, KnownKey known, boolean patient, long nowMillis) {
        KeyEntry key = known.entry();
        Outcome standing = standing(key, nowMillis);
        if (standing != Outcome.ADMITTED) {
            return refused(standing, key, NOT_VALID);
        }
        return switch (knowledge.agreements().of(known)) {
            case Terms.OwnerDeleted() -> refused(Outcome.REVOKED, key, NOT_VALID);
            case Terms.Missing(String detail) -> unavailable(Outcome.NOT_READY, key, detail);
            case Terms.Granted granted -> judge(inquiry, key, granted, patient, nowMillis);
        };
    }

    private Outcome standing(KeyEntry key, long nowMillis) {
        return switch (key.state()) {
            case UNKNOWN, DELETED -> Outcome.UNKNOWN_KEY;
            case REVOKED -> Outcome.REVOKED;
            case ACTIVE ->
                    nowMillis >= key.expiresAtMillis()
                            ? Outcome.EXPIRED
                            : denied(knowledge.denials().of(key, nowMillis));
        };
    }

    private static Outcome denied(Denied denied) {
        return switch (denied) {
            case NO -> Outcome.ADMITTED;
            case SUSPENDED -> Outcome.SUSPENDED;
            case REVOKED -> Outcome.REVOKED;
        };
    }

    private Judgement judge(
            Inquiry inquiry, KeyEntry key, Terms.Granted terms, boolean patient, long nowMillis) {
        if (terms.refuseWhenStale() && knowledge.freshness().stale()) {
            return new Verdict.Unavailable(
                    Outcome.STALE,
                    key,
                    "this edge has been cut off for longer than the key's plan allows",
                    STALE_RETRY_SECONDS);
        }
        CompiledRoute route = inquiry.route();
        if (route == null) {
            return refused(Outcome.NO_ROUTE, key, "no route matches this host, path and method");
        }
        Verdict forbidden = forbidden(route, key, inquiry.source());
        return forbidden == null ? charge(route, key, terms, patient, nowMillis) : forbidden;
    }

    private static @Nullable Verdict forbidden(
            CompiledRoute route, KeyEntry key, InetAddress source) {
        if (!key.scopes().containsAll(route.scopes())) {
            return new Verdict.Refused(
                    Outcome.FORBIDDEN,
                    key,
                    "the key lacks a scope that this route needs",
                    missing(route.scopes(), key.scopes()));
        }
        if (!route.environments().isEmpty() && !route.environments().contains(key.environment())) {
            return refused(
                    Outcome.FORBIDDEN, key, "keys of this environment may not use this route");
        }
        return allows(key.allowedSources(), source)
                ? null
                : refused(Outcome.FORBIDDEN, key, "the key may not be used from this address");
    }

    private static List<String> missing(Set<String> needed, Set<String> present) {
        return needed.stream().filter(scope -> !present.contains(scope)).sorted().toList();
    }

    private static boolean allows(List<SourceRange> ranges, InetAddress source) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(source));
    }

    private Judgement charge(
            CompiledRoute route,
            KeyEntry key,
            Terms.Granted terms,
            boolean patient,
            long nowMillis) {
        long cost = route.definition().getCost();
        LimitDecision decision =
                limits.charge(
                        key.limitSubject(),
                        key.ownerId(),
                        lowered(terms.limits(), key, cost, nowMillis),
                        cost,
                        patient,
                        nowMillis);
        return switch (decision) {
            case LimitDecision.Hold() -> new Judgement.Hold(key);
            case LimitDecision.Exhausted(var limit, var retryAfterSeconds, var quotas) ->
                    new Verdict.Limited(key, limit, retryAfterSeconds, quotas);
            case LimitDecision.Charged(var charges, var quotas, var urgent) ->
                    new Verdict.Admitted(route, key, nowMillis, charges, quotas, urgent);
        };
    }

    private List<LimitSpec> lowered(
            List<LimitSpec> agreed, KeyEntry key, long cost, long nowMillis) {
        int percent = knowledge.denials().ratePercent(key, nowMillis);
        return percent == 100
                ? agreed
                : agreed.stream().map(limit -> limit.lowered(percent, cost)).toList();
    }

    private static Verdict refused(Outcome outcome, @Nullable KeyEntry key, String detail) {
        return new Verdict.Refused(outcome, key, detail, List.of());
    }

    private static Verdict unavailable(Outcome outcome, @Nullable KeyEntry key, String detail) {
        return new Verdict.Unavailable(outcome, key, detail, SOON_SECONDS);
    }
}
