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
import org.jspecify.annotations.Nullable;

/** {@code /v1/usage}: series, sums and top lists by key, owner or route. */
public final class UsageEndpoints {
    private static final Shape<String> FORMAT =
            Shape.matching(Pattern.compile("json|csv"), "must be json or csv");

    private final UsageSource usage;
    private final InstantSource clock;

    /** Answers from a store. */
    public UsageEndpoints(UsageSource usage, InstantSource clock) {
        this.usage = usage;
        this.clock = clock;
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/usage", Permission.READ_USAGE, this::series),
                Endpoint.get("/v1/usage/sum", Permission.READ_USAGE, this::sum),
                Endpoint.get("/v1/usage/top", Permission.READ_USAGE, this::top));
    }

    private Answer series(Call call) {
        Query query = call.query();
        boolean csv = csvWanted(query, call);
        Page<UsageView> page = UsageSeries.read(usage, SeriesQuery.read(query, now()));
        return csv ? csv(page.items(), page.next()) : Answer.ok(page);
    }

    private Answer sum(Call call) {
        return Answer.ok(UsageTotal.read(usage, UsageTotal.query(call.query(), now())));
    }

    private Answer top(Call call) {
        Query query = call.query();
        boolean csv = csvWanted(query, call);
        TopList list = TopList.read(usage, TopQuery.read(query, now()));
        return csv ? csv(list.items(), list.next()) : Answer.ok(list);
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private static Answer csv(List<UsageView> items, @Nullable String next) {
        Answer table = Answer.text(UsageCsv.MEDIA_TYPE + "; charset=utf-8", UsageCsv.write(items));
        // A table has no room for it.
        return next == null ? table : table.with("Next-Cursor", next);
    }

    private static boolean csvWanted(Query query, Call call) {
        Optional<String> format = query.optional("format", FORMAT);
        return format.map("csv"::equals)
                .orElseGet(() ->
                        call.headers().apply("Accept").stream()
                                .anyMatch(accept -> accept.contains(UsageCsv.MEDIA_TYPE)));
    }
}
