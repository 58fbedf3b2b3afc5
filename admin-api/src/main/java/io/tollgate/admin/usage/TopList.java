package io.tollgate.admin.usage;

import io.tollgate.admin.http.Page;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of those who used most, over a time.
 *
 * @param by what the items are
 * @param measure what they are sorted by, falling
 * @param window the length of the windows that were summed
 * @param from start of the first of them
 * @param to end of the last of them
 * @param next the cursor that continues the list, null at its end
 */
record TopList(
        String by,
        String measure,
        String window,
        String from,
        String to,
        List<UsageView> items,
        @Nullable String next) {

    /**
     * Reads the records twice: for the order, of which a number for each group is enough to know,
     * and for all that is shown of the few that are.
     */
    static TopList read(UsageSource source, TopQuery query) {
        UsageSelection selection = query.selection();
        Page<TopQuery.Place> page = order(source, query);
        var sums = new HashMap<String, UsageSum>();
        page.items().forEach(place -> sums.put(place.id(), new UsageSum()));
        if (!sums.isEmpty()) {
            source.visit(selection, usage -> add(usage, query, sums));
        }
        return new TopList(
                lower(query.by()),
                lower(query.measure()),
                lower(selection.window()),
                selection.from().toString(),
                selection.to().toString(),
                page.items().stream()
                        .map(place ->
                                UsageView.ofAll(
                                        selection,
                                        query.by(),
                                        place.id(),
                                        sums.getOrDefault(place.id(), new UsageSum())))
                        .toList(),
                page.next());
    }

    private static Page<TopQuery.Place> order(UsageSource source, TopQuery query) {
        var values = new HashMap<String, Long>();
        source.visit(query.selection(), usage -> measure(usage, query, values));
        List<TopQuery.Place> oneMore =
                values.entrySet().stream()
                        .filter(group -> group.getValue() > 0)
                        .map(group -> new TopQuery.Place(group.getValue(), group.getKey()))
                        .filter(place -> query.after().map(place::isAfter).orElse(true))
                        .sorted(
                                Comparator.comparingLong(TopQuery.Place::value)
                                        .reversed()
                                        .thenComparing(TopQuery.Place::id))
                        .limit(query.paging().limit() + 1L)
                        .toList();
        return query.paging().page(oneMore, query::position);
    }

    private static boolean measure(Usage usage, TopQuery query, Map<String, Long> values) {
        for (String id : query.by().idsIn(usage, query.selection())) {
            Optional<RouteUsage> route =
                    query.by().routeOf(id, query.selection()).map(usage.getRoutes()::get);
            values.merge(id, query.measure().of(usage, route), Long::sum);
        }
        return true;
    }

    private static boolean add(Usage usage, TopQuery query, Map<String, UsageSum> sums) {
        for (String id : query.by().idsIn(usage, query.selection())) {
            UsageSum sum = sums.get(id);
            if (sum != null) {
                sum.add(usage, query.by().routeOf(id, query.selection()));
            }
        }
        return true;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
