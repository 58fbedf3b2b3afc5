package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The numbers of usage as cells. Of a route there are fewer, since requests and cost are all that
 * is counted by route.
 *
 * @param all whether everything is known
 */
record UsageCells(boolean all) {
    private static final double MICROS_IN_MILLI = 1e3;

    /** The cells that can be filled for all items of a list. */
    static UsageCells of(JsonNode items) {
        for (JsonNode item : items) {
            if (!item.has("refused")) {
                return new UsageCells(false);
            }
        }
        return new UsageCells(true);
    }

    /** Adds the columns. */
    void columns(Table table) {
        table.numbers("requests").numbers("cost");
        if (all) {
            table.numbers("refused").numbers("bytes in").numbers("bytes out").numbers("latency");
        }
    }

    /** The cells of an item. */
    List<String> of(JsonNode item, List<String> before) {
        var cells = new ArrayList<>(before);
        cells.add(item.path("requests").asText());
        cells.add(item.path("cost").asText());
        if (all) {
            cells.add(item.path("refused").asText());
            cells.add(item.path("requestBytes").asText());
            cells.add(item.path("responseBytes").asText());
            cells.add(latency(sum(item.path("statuses")), item.path("latencyMicros").asLong()));
        }
        return cells;
    }

    /** The cells of the sum of all items. */
    List<String> ofAll(JsonNode items, List<String> before) {
        var cells = new ArrayList<>(before);
        cells.add(sum(items, "/requests"));
        cells.add(sum(items, "/cost"));
        if (all) {
            cells.add(sum(items, "/refused"));
            cells.add(sum(items, "/requestBytes"));
            cells.add(sum(items, "/responseBytes"));
            long answered = 0;
            for (JsonNode item : items) {
                answered += sum(item.path("statuses"));
            }
            cells.add(latency(answered, Long.parseLong(sum(items, "/latencyMicros"))));
        }
        return cells;
    }

    private static String latency(long answered, long micros) {
        return answered == 0
                ? "-"
                : String.format(Locale.ROOT, "%.1f ms", micros / MICROS_IN_MILLI / answered);
    }

    private static String sum(JsonNode items, String pointer) {
        long sum = 0;
        for (JsonNode item : items) {
            sum += item.at(pointer).asLong();
        }
        return String.valueOf(sum);
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return sum;
    }
}
