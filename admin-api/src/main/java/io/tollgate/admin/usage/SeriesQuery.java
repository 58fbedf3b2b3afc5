package io.tollgate.admin.usage;

import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import java.time.Instant;
import java.util.Optional;

/**
 * Which part of which series is asked for.
 *
 * @param by what the records of a window are summed by
 */
record SeriesQuery(UsageSelection selection, Grouping by, Paging paging) {
    static SeriesQuery read(Query query, Instant now) {
        UsageSelection selection = UsageSelection.read(query, now, Optional.empty());
        if (selection.by() == UsageKeys.By.ALL) {
            query.reject("keyId", "is missing; give keyId, ownerId or routeId");
        }
        Grouping by =
                query.optional("by", Shape.choice(Grouping.KEY, Grouping.OWNER, Grouping.ROUTE))
                        .orElse(Grouping.usual(selection));
        Paging paging = Paging.of(query);
        if (!paging.after().orElse("0|").matches("[0-9]{1,15}\\|.*")) {
            query.reject("cursor", "must be the value of next in an answer before");
        }
        query.check();
        return new SeriesQuery(selection, by, paging);
    }

    /** The records that the part can be made of. */
    UsageSelection records() {
        return paging.after()
                .map(SeriesQuery::startOf)
                .filter(start -> !start.isBefore(selection.from()))
                .map(start -> selection.beginningAt(start, by == Grouping.KEY ? lastId() : ""))
                .orElse(selection);
    }

    /** Whether a group comes after those of the parts before. */
    boolean isNew(Instant start, String id) {
        return paging.after()
                .map(after -> !start.equals(startOf(after)) || id.compareTo(lastId()) > 0)
                .orElse(true);
    }

    /** The place of a group in the series, as cursors say it. */
    static String position(Instant start, String id) {
        return start.toEpochMilli() + "|" + id;
    }

    private String lastId() {
        return paging.after().map(after -> after.substring(after.indexOf('|') + 1)).orElse("");
    }

    private static Instant startOf(String position) {
        return Instant.ofEpochMilli(Long.parseLong(position.substring(0, position.indexOf('|'))));
    }
}
