package io.tollgate.admin.usage;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Page;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code /v1/usage}: series by key, owner or route. */
public final class UsageEndpoints {
    private static final Shape<String> FORMAT =
            Shape.matching(Pattern.compile("json|csv"), "must be json or csv");

    private final UsageSeries usage;
    private final InstantSource clock;

    /** Answers from a store. */
    public UsageEndpoints(UsageSeries usage, InstantSource clock) {
        this.usage = usage;
        this.clock = clock;
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(Endpoint.get("/v1/usage", Permission.READ_USAGE, this::series));
    }

    private Answer series(Call call) {
        Query query = call.query();
        Optional<String> format = query.optional("format", FORMAT);
        UsageQuery asked = UsageQuery.read(query, Instant.ofEpochMilli(clock.millis()));
        Page<UsageView> page =
                asked.paging()
                        .page(usage.read(asked), UsageQuery::position)
                        .map(one -> UsageView.of(one, asked.routeId()));
        if (!format.map("csv"::equals).orElseGet(() -> acceptsCsv(call))) {
            return Answer.ok(page);
        }
        Answer csv =
                Answer.text(UsageCsv.MEDIA_TYPE + "; charset=utf-8", UsageCsv.write(page.items()));
        // A table has no room for it.
        return page.next() == null ? csv : csv.with("Next-Cursor", page.next());
    }

    private static boolean acceptsCsv(Call call) {
        return call.headers().apply("Accept").stream()
                .anyMatch(accept -> accept.contains(UsageCsv.MEDIA_TYPE));
    }
}
