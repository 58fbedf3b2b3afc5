package io.tollgate.admin.usage;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tollgate.admin.http.Query;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The sum of a selection over its time.
 *
 * @param window the length of the windows that were summed
 * @param from start of the first of them
 * @param to end of the last of them
 */
record UsageTotal(String window, String from, String to, @JsonUnwrapped UsageView usage) {
    static UsageSelection query(Query query, Instant now) {
        UsageSelection selection = UsageSelection.read(query, now, Optional.empty());
        selection.rejectTooMany(query);
        query.check();
        return selection;
    }

    static UsageTotal read(UsageSource source, UsageSelection selection) {
        var sum = new UsageSum();
        source.visit(
                selection,
                usage -> {
                    sum.add(usage, selection.routeId());
                    return true;
                });
        return new UsageTotal(
                selection.window().name().toLowerCase(Locale.ROOT),
                selection.from().toString(),
                selection.to().toString(),
                UsageView.ofAll(selection, Grouping.usual(selection), selection.subject(), sum));
    }
}
