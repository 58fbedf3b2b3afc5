package io.tollgate.admin.usage;

import io.tollgate.schemas.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Usage as lines of comma-separated values (RFC 4180), one column for each outcome. */
final class UsageCsv {
    static final String MEDIA_TYPE = "text/csv";

    private static final List<String> OUTCOMES =
            Arrays.stream(Outcome.values())
                    .filter(outcome -> outcome != Outcome.UNKNOWN)
                    .map(Outcome::name)
                    .toList();
    private static final List<String> BEGINNING =
            List.of(
                    "windowStart",
                    "windowEnd",
                    "keyId",
                    "ownerId",
                    "planId",
                    "environment",
                    "routeId",
                    "requests",
                    "cost");

    private UsageCsv() {}

    static String write(List<UsageView> items) {
        var names = new ArrayList<>(BEGINNING);
        names.addAll(OUTCOMES);
        var text = new StringBuilder(line(names));
        items.forEach(item -> text.append(line(cells(item))));
        return text.toString();
    }

    private static List<String> cells(UsageView item) {
        var cells = new ArrayList<String>();
        cells.add(item.windowStart());
        cells.add(item.windowEnd());
        cells.add(item.keyId());
        cells.add(item.ownerId());
        cells.add(item.planId());
        cells.add(item.environment());
        cells.add(item.routeId() == null ? "" : item.routeId());
        cells.add(String.valueOf(item.requests()));
        cells.add(String.valueOf(item.cost()));
        OUTCOMES.forEach(name -> cells.add(String.valueOf(item.outcomes().getOrDefault(name, 0L))));
        return cells;
    }

    private static String line(List<String> cells) {
        return cells.stream().map(UsageCsv::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String cell) {
        return cell.matches("[^\",\\r\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
