package io.tollgate.admin.leak;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Problem;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.security.Permission;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * {@code /leaks}: anybody tells us of a key that they found, with a form or in JSON. Known and
 * unknown keys get the same answer after the same work.
 */
final class ReportForm {
    static final String PATH = "/leaks";
    static final String RECEIVED = PATH + "/received";

    private final Predicate<LeakReport> reports;
    private final SourceTurns turns;
    private final LeakPlace places;
    private final List<KeyForm> forms;
    private final Pepper pepper;

    /**
     * A form.
     *
     * @param reports takes a report, or answers that too many wait
     */
    ReportForm(
            Predicate<LeakReport> reports, SourceTurns turns, List<KeyForm> forms, Pepper pepper) {
        this.reports = reports;
        this.turns = turns;
        this.places = new LeakPlace(forms);
        this.forms = List.copyOf(forms);
        this.pepper = pepper;
    }

    /** The endpoints. */
    List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.PUBLIC, _ -> ReportPage.form(200, "")),
                Endpoint.get(RECEIVED, Permission.PUBLIC, _ -> ReportPage.received()),
                Endpoint.get(PATH + "/style.css", Permission.PUBLIC, _ -> ReportPage.style()),
                Endpoint.post(PATH, Permission.PUBLIC, this::report));
    }

    private Answer report(Call call) {
        boolean page = call.mediaType().equals(ReportedKeys.FORM);
        try {
            turns.take(call, "reports");
            take(ReportedKeys.read(call, forms));
            return page ? ReportPage.seeReceived() : accepted();
        } catch (ProblemException e) {
            if (!page) {
                throw e;
            }
            Problem problem = e.problem();
            Answer answer = ReportPage.form(problem.status(), problem.detail());
            for (Map.Entry<String, String> header : e.headers().entrySet()) {
                answer = answer.with(header.getKey(), header.getValue());
            }
            return answer;
        }
    }

    private void take(ReportedKeys reported) {
        String place = places.of(reported.url(), reported.secrets());
        for (String secret : reported.secrets()) {
            var report =
                    new LeakReport(
                            pepper.hash(secret),
                            Via.FORM,
                            "reported as leaked with the public form",
                            place);
            if (!reports.test(report)) {
                throw new ProblemException(
                                ProblemType.BUSY, "too many reports wait; try again in a minute")
                        .with("Retry-After", "60");
            }
        }
    }

    private static Answer accepted() {
        return Answer.json(202, Map.of("status", "received"));
    }
}
