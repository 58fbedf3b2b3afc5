package io.tollgate.admin.usage;

import io.tollgate.admin.http.Page;
import io.tollgate.schemas.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A part of a series: for each window the sum of each group. Not thread-safe.
 *
 * <p>Records come by window and key, so that a window's groups are complete when the next window
 * begins, and a group that is one key is complete at once.
 */
final class UsageSeries {
    private final SeriesQuery query;
    private final List<Item> items = new ArrayList<>();
    private final TreeMap<String, UsageSum> groups = new TreeMap<>();
    private Instant start = Instant.MIN;

    private record Item(Instant start, String id, UsageSum sum) {}

    private UsageSeries(SeriesQuery query) {
        this.query = query;
    }

    static Page<UsageView> read(UsageSource source, SeriesQuery query) {
        var series = new UsageSeries(query);
        source.visit(query.records(), series::take);
        series.endGroups();
        return query.paging()
                .page(series.items, item -> SeriesQuery.position(item.start(), item.id()))
                .map(item ->
                        UsageView.ofWindow(query.selection(), query.by(), item.id(), item.sum()));
    }

    private boolean take(Usage usage) {
        if (query.by() == Grouping.KEY || !usage.getWindowStart().equals(start)) {
            endGroups();
        }
        if (items.size() > query.paging().limit()) {
            return false;
        }
        start = usage.getWindowStart();
        for (String id : query.by().idsIn(usage, query.selection())) {
            groups.computeIfAbsent(id, _ -> new UsageSum())
                    .add(usage, query.by().routeOf(id, query.selection()));
        }
        return true;
    }

    private void endGroups() {
        groups.forEach((id, sum) -> {
            if (query.isNew(start, id)) {
                items.add(new Item(start, id, sum));
            }
        });
        groups.clear();
    }
}
