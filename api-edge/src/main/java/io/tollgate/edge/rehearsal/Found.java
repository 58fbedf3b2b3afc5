package io.tollgate.edge.rehearsal;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.rehearsal.Step.Stage;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RouteAuth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a rehearsal found on its way to a verdict, told step by step. The verdict says where the way
 * ended, so that the two can't differ.
 *
 * @param sourceGiven whether the address was given rather than assumed
 */
record Found(
        @Nullable CompiledRoute route,
        Credential credential,
        Scene scene,
        List<LimitState> limits,
        boolean sourceGiven) {

    /** What a client would be told of a verdict. */
    String told(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Admitted _ -> "the request is admitted" + proviso();
            case Verdict.Refused refused ->
                    refused.missingScopes().isEmpty()
                            ? refused.detail()
                            : refused.detail() + ": " + String.join(", ", refused.missingScopes());
            case Verdict.Limited limited ->
                    "the limit '"
                            + limited.limit().name()
                            + "' is used up; try again in "
                            + limited.retryAfterSeconds()
                            + " s";
            case Verdict.Unavailable unavailable -> unavailable.detail();
        };
    }

    /** What is not known of limits can refuse the request all the same. */
    private String proviso() {
        String silent =
                limits.stream()
                        .filter(state -> state.limit().enforced() && state.view().isEmpty())
                        .map(state -> "'" + state.limit().name() + "'")
                        .collect(Collectors.joining(", "));
        boolean charged = route == null || route.definition().getAuth() != RouteAuth.NONE;
        return silent.isEmpty() || !charged
                ? ""
                : ", unless an edge knows more of what is used: metering has told nothing of "
                        + silent;
    }

    List<Step> steps(Verdict verdict) {
        var steps = new ArrayList<Step>();
        steps.add(new Step(Stage.REQUEST, true, "the target can be read in one way only"));
        boolean admitted = verdict instanceof Verdict.Admitted;
        if (admitted && verdict.key() == null) {
            steps.add(new Step(Stage.ROUTE, true, routeDetail()));
            return List.copyOf(steps);
        }
        Stage last = lastStage(verdict);
        for (Stage stage : Stage.values()) {
            if (stage != Stage.REQUEST && stage.compareTo(last) <= 0) {
                boolean passed = admitted || stage != last;
                steps.add(new Step(stage, passed, detail(stage, verdict, passed)));
            }
        }
        return List.copyOf(steps);
    }

    private Stage lastStage(Verdict verdict) {
        return switch (verdict.outcome()) {
            case BAD_REQUEST, NO_CREDENTIAL, MALFORMED -> Stage.CREDENTIAL;
            case UNKNOWN_KEY -> Stage.KEY;
            case EXPIRED -> Stage.EXPIRY;
            case SUSPENDED -> Stage.REVOCATIONS;
            case REVOKED -> whereRevoked();
            case NOT_READY, STALE -> Stage.AGREEMENT;
            case NO_ROUTE -> Stage.ROUTE;
            case FORBIDDEN -> Stage.PERMISSIONS;
            case ADMITTED, LIMITED, OVERLOADED, UNKNOWN -> Stage.LIMITS;
        };
    }

    private Stage whereRevoked() {
        if (scene.key().map(KeyEntry::state).orElse(KeyState.UNKNOWN) == KeyState.REVOKED) {
            return Stage.KEY;
        }
        boolean revoked =
                scene.hits().stream().anyMatch(hit -> hit.getAction() == RevocationAction.REVOKE);
        return revoked ? Stage.REVOCATIONS : Stage.AGREEMENT;
    }

    private String detail(Stage stage, Verdict verdict, boolean passed) {
        return switch (stage) {
            case REQUEST -> "";
            case CREDENTIAL -> passed ? "one credential, of the form of a key" : told(verdict);
            case KEY -> scene.key().map(Found::keyDetail).orElse("no key has this hash");
            case EXPIRY -> scene.key().map(Found::expiryDetail).orElse("");
            case REVOCATIONS -> revocationsDetail();
            case AGREEMENT -> passed ? agreementDetail() : endOfAgreement(verdict);
            case ROUTE -> routeDetail();
            case PERMISSIONS -> passed ? permissionsDetail() : told(verdict);
            case LIMITS -> limitsDetail();
        };
    }

    private static String keyDetail(KeyEntry key) {
        return "%s of owner %s on plan %s, %s, %s"
                .formatted(
                        key.keyId(),
                        key.ownerId(),
                        key.planId(),
                        key.environment().name().toLowerCase(Locale.ROOT),
                        key.state());
    }

    private static String expiryDetail(KeyEntry key) {
        return key.expiresAtMillis() == Long.MAX_VALUE
                ? "it does not expire"
                : "it ends at " + Instant.ofEpochMilli(key.expiresAtMillis());
    }

    private String revocationsDetail() {
        return scene.hits().isEmpty()
                ? "none hits the key"
                : scene.hits().stream().map(Found::told).collect(Collectors.joining("; "));
    }

    private static String told(Revocation hit) {
        String what =
                hit.getAction() == RevocationAction.TIGHTEN
                        ? "TIGHTEN to " + hit.getRatePercent() + " percent"
                        : hit.getAction().toString();
        String until = hit.getEndsAt() == null ? "" : " until " + hit.getEndsAt();
        String reason = hit.getReason().isEmpty() ? "" : ": " + hit.getReason();
        return hit.getRevocationId() + " " + what + until + reason;
    }

    private String agreementDetail() {
        return "owner and plan vouch for the key";
    }

    private static String endOfAgreement(Verdict verdict) {
        return verdict instanceof Verdict.Unavailable unavailable
                ? unavailable.detail()
                : "the owner was deleted, and with it the use of all its keys";
    }

    private String routeDetail() {
        if (route == null) {
            return "no route matches this host, path and method";
        }
        if (route.definition().getAuth() == RouteAuth.NONE) {
            return "route " + route.id() + " asks for no key, so nothing else is looked at";
        }
        return "route %s asks for %s and costs %d"
                .formatted(
                        route.id(),
                        route.scopes().isEmpty()
                                ? "no scope"
                                : "scopes " + String.join(", ", new TreeSet<>(route.scopes())),
                        route.definition().getCost());
    }

    private String permissionsDetail() {
        boolean bound = scene.key().stream().anyMatch(key -> !key.allowedSources().isEmpty());
        return bound && !sourceGiven
                ? "scopes and environment are allowed; an address is assumed that is allowed too"
                : "scopes, environment and address are allowed";
    }

    private String limitsDetail() {
        return limits.isEmpty()
                ? "the key has no limits"
                : limits.stream().map(Found::told).collect(Collectors.joining("; "));
    }

    private static String told(LimitState state) {
        String left =
                state.view().isEmpty()
                        ? "it is not known what is left of " + state.limit().amount()
                        : state.remaining() + " of " + state.limit().amount() + " left";
        String observed = state.limit().enforced() ? "" : ", only observed";
        return state.limit().name() + ": " + left + observed;
    }
}
