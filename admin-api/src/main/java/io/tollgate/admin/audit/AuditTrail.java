package io.tollgate.admin.audit;

import io.tollgate.admin.audit.AuditBook.Placed;
import io.tollgate.admin.audit.AuditBook.Stretch;
import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.FieldError;
import io.tollgate.admin.http.Page;
import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.security.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** {@code /v1/audit}: who changed what, of all instances and times. Thread-safe. */
public final class AuditTrail {
    /*
     * A search for little in much would keep a call waiting for the whole topic. So a call looks at
     * some stretches only; what it found till then is the part, and its cursor goes on behind the
     * last stretch. Such a part is shorter than the limit, or empty, and has a cursor all the same.
     */
    private static final int MOST_STRETCHES = 10;
    private static final Pattern POSITION = Pattern.compile("[0-9]{19}");

    private final AuditBook book;

    /** Answers from a book. */
    public AuditTrail(AuditBook book) {
        this.book = book;
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(Endpoint.get("/v1/audit", Permission.READ_AUDIT, this::list));
    }

    private Answer list(Call call) {
        Query query = call.query();
        AuditSearch search = AuditSearch.of(query);
        Paging paging = Paging.of(query);
        query.check();
        return Answer.ok(page(search, paging).map(found -> AuditView.of(found.entry())));
    }

    private Page<Placed> page(AuditSearch search, Paging paging) {
        OptionalLong before =
                paging.after()
                        .map(position -> OptionalLong.of(place(position)))
                        .orElse(OptionalLong.empty());
        var found = new ArrayList<Placed>();
        for (int stretches = 0; stretches < MOST_STRETCHES; stretches++) {
            Stretch stretch = book.before(before, search.from());
            stretch.newestFirst().stream()
                    .filter(placed -> search.finds(placed.entry()))
                    .limit(paging.limit() + 1L - found.size())
                    .forEach(found::add);
            if (found.size() > paging.limit() || stretch.isOldest()) {
                return paging.page(found, placed -> position(placed.place()));
            }
            before = OptionalLong.of(stretch.begin());
        }
        return Paging.pageUpTo(position(before.getAsLong()), found);
    }

    private static String position(long place) {
        return String.format(Locale.ROOT, "%019d", place);
    }

    private static long place(String position) {
        if (!POSITION.matcher(position).matches()) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    List.of(
                            new FieldError(
                                    "cursor", "must be the value of next in an answer before")));
        }
        return Long.parseLong(position);
    }
}
