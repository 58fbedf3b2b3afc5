package io.tollgate.admin.usage;

import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of which top list is asked for. A cursor holds the list's time, so that a list without
 * one of its own does not move on while it is read.
 *
 * @param after the last place of the part before, if there was one
 */
record TopQuery(
        UsageSelection selection,
        Grouping by,
        Measure measure,
        Paging paging,
        Optional<Place> after) {
    private static final int USUAL_LIMIT = 20;
    private static final Pattern CURSOR =
            Pattern.compile("([0-9]{1,15})\\|([0-9]{1,15})\\|([0-9]{1,18})\\|(.+)");

    /** A place in the list: the larger value first, and of equal ones the smaller id. */
    record Place(long value, String id) {
        boolean isAfter(Place other) {
            return value == other.value ? id.compareTo(other.id) > 0 : value < other.value;
        }
    }

    static TopQuery read(Query query, Instant now) {
        Grouping by =
                query.optional("by", Shape.choice(Grouping.KEY, Grouping.OWNER, Grouping.ROUTE))
                        .orElse(Grouping.KEY);
        Measure measure =
                query.optional(
                                "measure",
                                Shape.choice(
                                        Measure.REQUESTS,
                                        Measure.COST,
                                        Measure.REFUSED,
                                        Measure.BYTES))
                        .orElse(Measure.REQUESTS);
        Paging paging = Paging.of(query, USUAL_LIMIT);
        Optional<Matcher> cursor = paging.after().map(CURSOR::matcher).filter(Matcher::matches);
        if (paging.after().isPresent() && cursor.isEmpty()) {
            query.reject("cursor", "must be the value of next in an answer before");
        }
        Optional<UsageSpan> before =
                cursor.map(at -> new UsageSpan(instant(at.group(1)), instant(at.group(2))));
        UsageSelection selection = UsageSelection.read(query, now, before);
        selection.rejectTooMany(query);
        query.check();
        Optional<Place> after =
                cursor.map(at -> new Place(Long.parseLong(at.group(3)), at.group(4)));
        return new TopQuery(selection, by, measure, paging, after);
    }

    /** A place as cursors say it. */
    String position(Place place) {
        return selection.from().toEpochMilli()
                + "|"
                + selection.to().toEpochMilli()
                + "|"
                + place.value()
                + "|"
                + place.id();
    }

    private static Instant instant(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
