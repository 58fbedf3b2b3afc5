package io.tollgate.admin.usage;

import io.tollgate.schemas.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Usage as lines of comma-separated values (RFC 4180), one column for each outcome and each class
 * of status. What is not known is an empty cell.
 */
final class UsageCsv {
    static final String MEDIA_TYPE = "text/csv";

    private static final List<String> OUTCOMES =
            Arrays.stream(Outcome.values())
                    .filter(outcome -> outcome != Outcome.UNKNOWN)
                    .map(Outcome::name)
                    .toList();
    private static final List<String> STATUSES = List.of("1xx", "2xx", "3xx", "4xx", "5xx");
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
    private static final List<String> END =
            List.of(
                    "refused",
                    "upstreamFailures",
                    "requestBytes",
                    "responseBytes",
                    "latencyMicros",
                    "latencyP50Micros",
                    "latencyP90Micros",
                    "latencyP99Micros",
                    "late",
                    "revision",
                    "final");

    private UsageCsv() {}

    static String write(List<UsageView> items) {
        var names = new ArrayList<>(BEGINNING);
        names.addAll(OUTCOMES);
        names.addAll(STATUSES);
        names.addAll(END);
        var text = new StringBuilder(line(names));
        items.forEach(item -> text.append(line(cells(item))));
        return text.toString();
    }

    private static List<String> cells(UsageView item) {
        var cells = new ArrayList<String>();
        add(
                cells,
                item.windowStart(),
                item.windowEnd(),
                item.keyId(),
                item.ownerId(),
                item.planId(),
                item.environment(),
                item.routeId(),
                item.requests(),
                item.cost());
        OUTCOMES.forEach(name -> add(cells, item.outcomes().getOrDefault(name, 0L)));
        STATUSES.forEach(name -> add(cells, item.statuses().getOrDefault(name, 0L)));
        add(
                cells,
                item.refused(),
                item.upstreamFailures(),
                item.requestBytes(),
                item.responseBytes(),
                item.latencyMicros(),
                latency(item, Latencies::p50Micros),
                latency(item, Latencies::p90Micros),
                latency(item, Latencies::p99Micros),
                item.late(),
                item.revision(),
                item.isFinal());
        return cells;
    }

    private static @Nullable Long latency(UsageView item, Function<Latencies, Long> quantile) {
        Latencies latency = item.latency();
        return latency == null ? null : quantile.apply(latency);
    }

    private static void add(List<String> cells, @Nullable Object... values) {
        for (Object value : values) {
            cells.add(value == null ? "" : value.toString());
        }
    }

    private static String line(List<String> cells) {
        return cells.stream().map(UsageCsv::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String cell) {
        return cell.matches("[^\",\\r\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
