package io.tollgate.edge.door;

import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * Puts into HTTP what a verdict says to the client. Answers to keys that are not valid are the same
 * to the byte, whatever is wrong with the key. Thread-safe.
 */
final class Answers {
    private static final String CHALLENGE = "Bearer realm=\"tollgate\"";
    private static final HttpField PROBLEM_JSON =
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/problem+json");
    private static final HttpField NO_STORE =
            new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField ASK =
            new PreEncodedHttpField(HttpHeader.WWW_AUTHENTICATE, CHALLENGE);
    private static final HttpField INVALID_REQUEST =
            new PreEncodedHttpField(
                    HttpHeader.WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_request\"");
    private static final HttpField INVALID_TOKEN =
            new PreEncodedHttpField(
                    HttpHeader.WWW_AUTHENTICATE,
                    CHALLENGE
                            + ", error=\"invalid_token\", error_description=\"The key is not"
                            + " valid\"");
    private static final long SOON_SECONDS = 1;

    /** Answers that are always the same, made once. */
    private static final Map<Problem, Answer> FIXED =
            new EnumMap<>(
                    Map.of(
                            Problem.NO_CREDENTIAL,
                            make(
                                    Problem.NO_CREDENTIAL,
                                    "Send a key: Authorization: Bearer <key>, or X-API-Key: <key>.",
                                    ASK),
                            Problem.INVALID_KEY,
                            make(
                                    Problem.INVALID_KEY,
                                    "The key is unknown, has expired, or was revoked or"
                                            + " suspended.",
                                    INVALID_TOKEN)));

    private final RateLimitFields rateLimits;

    Answers(RateLimitFields rateLimits) {
        this.rateLimits = rateLimits;
    }

    /** What the limits say of an admitted request. */
    List<HttpField> quotas(Verdict.Admitted admitted) {
        return rateLimits.of(admitted.quotas());
    }

    /** Tells why another try will not help. */
    Answer refused(Verdict.Refused refused) {
        Problem problem = Problem.of(refused.outcome());
        Answer fixed = FIXED.get(problem);
        if (fixed != null) {
            return fixed;
        }
        if (problem == Problem.MALFORMED_CREDENTIAL) {
            return make(problem, refused.detail(), INVALID_REQUEST);
        }
        if (problem == Problem.FORBIDDEN && !refused.missingScopes().isEmpty()) {
            return make(problem, refused.detail(), insufficientScope(refused.missingScopes()));
        }
        return problem(problem, refused.detail());
    }

    /** Tells that a limit is used up, and until when. */
    Answer limited(Verdict.Limited limited) {
        String detail =
                "The limit '"
                        + limited.limit().name()
                        + "' of "
                        + limited.limit().amount()
                        + " per "
                        + limited.limit().window().iso()
                        + " is used up; try again in "
                        + limited.retryAfterSeconds()
                        + " s.";
        byte[] body = Problem.LIMITED.body(detail, List.of(limited.limit().name()));
        return new Answer(Problem.LIMITED.status(), fields(), body)
                .with(List.of(retryAfter(limited.retryAfterSeconds())))
                .with(rateLimits.of(limited.quotas()));
    }

    /** Tells that this edge can't judge now. */
    Answer unavailable(Verdict.Unavailable unavailable) {
        return make(
                Problem.of(unavailable.outcome()),
                unavailable.detail(),
                retryAfter(unavailable.retryAfterSeconds()));
    }

    /** Tells that an admitted request's event can't be written. */
    Answer overloaded() {
        return make(
                Problem.of(Outcome.OVERLOADED),
                "This gateway can't take on more requests at the moment.",
                retryAfter(SOON_SECONDS));
    }

    /** Tells that a key was refused while its request was under way. */
    Answer cut() {
        return FIXED.getOrDefault(Problem.INVALID_KEY, overloaded());
    }

    /** Any other problem. */
    Answer problem(Problem problem, String detail) {
        return make(problem, detail);
    }

    private static Answer make(Problem problem, String detail, HttpField... more) {
        return new Answer(problem.status(), fields(more), problem.body(detail));
    }

    private static List<HttpField> fields(HttpField... more) {
        var fields = new ArrayList<HttpField>(2 + more.length);
        fields.add(PROBLEM_JSON);
        fields.add(NO_STORE);
        fields.addAll(List.of(more));
        return fields;
    }

    private static HttpField retryAfter(long seconds) {
        return new HttpField(HttpHeader.RETRY_AFTER, String.valueOf(Math.max(1, seconds)));
    }

    private static HttpField insufficientScope(List<String> scopes) {
        // A scope that RFC 6750 can't spell is told in the body only.
        List<String> told =
                scopes.stream().filter(s -> s.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]+")).toList();
        String scope = told.isEmpty() ? "" : ", scope=\"" + String.join(" ", told) + "\"";
        return new HttpField(
                HttpHeader.WWW_AUTHENTICATE, CHALLENGE + ", error=\"insufficient_scope\"" + scope);
    }
}
