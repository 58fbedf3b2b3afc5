package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The numbers of usage as cells of a table. */
final class UsageCells {
    private static final String UNKNOWN = "-";
    private static final double MICROS_IN_MILLI = 1e3;

    private UsageCells() {}

    /** Adds the columns. */
    static void columns(Table table) {
        table.numbers("requests")
                .numbers("cost")
                .numbers("refused")
                .numbers("bytes in")
                .numbers("bytes out")
                .numbers("latency")
                .numbers("p99");
    }

    /** Adds the cells of an item. */
    static void add(List<String> cells, JsonNode item) {
        cells.addAll(sums(List.of(item)));
        JsonNode p99 = item.at("/latency/p99Micros");
        cells.add(p99.isNumber() ? millis(p99.asDouble()) : UNKNOWN);
    }

    /** Adds the cells of the sum of all items. */
    static void addSum(List<String> cells, JsonNode items) {
        var all = new ArrayList<JsonNode>();
        items.forEach(all::add);
        cells.addAll(sums(all));
        cells.add("");
    }

    private static List<String> sums(List<JsonNode> items) {
        long answered =
                items.stream()
                        .flatMap(i -> i.path("statuses").valueStream())
                        .mapToLong(JsonNode::asLong)
                        .sum();
        return List.of(
                text(sum(items, "requests")),
                text(sum(items, "cost")),
                text(sum(items, "refused")),
                text(sum(items, "requestBytes")),
                text(sum(items, "responseBytes")),
                answered == 0 ? UNKNOWN : millis((double) sum(items, "latencyMicros") / answered));
    }

    private static long sum(List<JsonNode> items, String member) {
        return items.stream().mapToLong(item -> item.path(member).asLong()).sum();
    }

    private static String text(long number) {
        return String.valueOf(number);
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / MICROS_IN_MILLI);
    }
}
