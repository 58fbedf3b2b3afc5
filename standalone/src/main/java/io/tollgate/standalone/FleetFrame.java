package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The fleet at one moment, as text. What is not known is a hyphen, and what is old is said to be.
 *
 * @param at when the admin API was asked
 * @param edges those that have not gone
 * @param busiest the list of keys that used most, as the API answers
 */
record FleetFrame(Instant at, List<FleetWatch.Line> edges, JsonNode busiest) {
    private static final String UNKNOWN = "-";
    private static final long MILLIS = 1_000;

    /** Whether everything is known that an edge that is heard can tell. */
    boolean complete() {
        return edges.stream().allMatch(line -> line.late() || line.rates().isPresent());
    }

    String text() {
        return "%s%n%s%n%n%s%n%s".formatted(heading(), totals(), edgeTable(), busiestTable());
    }

    private String heading() {
        Map<String, Long> standings =
                edges.stream()
                        .collect(
                                Collectors.groupingBy(
                                        line -> line.edge().standing().toLowerCase(Locale.ROOT),
                                        TreeMap::new,
                                        Collectors.counting()));
        String fleet =
                standings.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
        return at.truncatedTo(ChronoUnit.SECONDS)
                + "  edges: "
                + (fleet.isEmpty() ? "none" : fleet);
    }

    private String totals() {
        List<EdgeRates> known = edges.stream().flatMap(line -> line.rates().stream()).toList();
        if (known.isEmpty()) {
            return "requests/s: not known yet";
        }
        var outcomes = new TreeMap<String, Double>();
        known.forEach(
                rates -> rates.outcomes().forEach((o, r) -> outcomes.merge(o, r, Double::sum)));
        String split =
                outcomes.entrySet().stream()
                        .map(entry -> "  " + entry.getKey() + " " + rate(entry.getValue()))
                        .collect(Collectors.joining());
        double all = known.stream().mapToDouble(EdgeRates::requests).sum();
        String of =
                known.size() == edges.size()
                        ? ""
                        : "  (of %d of %d edges)".formatted(known.size(), edges.size());
        return "requests/s: " + rate(all) + split + of;
    }

    private String edgeTable() {
        var table =
                new Table()
                        .words("edge", "version", "standing", "state")
                        .numbers("requests/s", "refused/s", "held", "holds/s")
                        .numbers("state age", "heard", "to ship")
                        .words("");
        edges.forEach(line -> table.row(cells(line)));
        return table.text();
    }

    private static List<String> cells(FleetWatch.Line line) {
        EdgeSample edge = line.edge();
        return List.of(
                edge.name(),
                edge.version(),
                edge.standing(),
                edge.state(),
                line.rates().map(rates -> rate(rates.requests())).orElse(UNKNOWN),
                line.rates().map(rates -> rate(rates.refused())).orElse(UNKNOWN),
                line.late() ? UNKNOWN : number(edge.held()),
                line.rates()
                        .filter(rates -> rates.holds().isPresent())
                        .map(rates -> rate(rates.holds().getAsDouble()))
                        .orElse(UNKNOWN),
                stateAge(edge),
                ago(edge.silent()),
                Table.number(edge.toShip()),
                remark(line));
    }

    /** It has grown by at least so much since the edge told it. */
    private static String stateAge(EdgeSample edge) {
        return edge.stateAgeMillis().isPresent()
                ? length(Duration.ofMillis(edge.stateAgeMillis().getAsLong()).plus(edge.silent()))
                : UNKNOWN;
    }

    private static String remark(FleetWatch.Line line) {
        var remarks = new ArrayList<String>();
        if (line.late()) {
            remarks.add("LATE: what is shown is as old as it was heard");
        }
        if (!line.edge().blocked().isEmpty()) {
            remarks.add("BLOCKED: " + line.edge().blocked());
        }
        return String.join("; ", remarks);
    }

    private String busiestTable() {
        JsonNode items = busiest.path("items");
        String span =
                "Busiest keys, %s to %s, as far as counted"
                        .formatted(busiest.path("from").asText(), busiest.path("to").asText());
        if (items.isEmpty()) {
            return "%s: none%n".formatted(span);
        }
        var table = new Table().words("key", "owner").numbers("requests", "refused");
        for (JsonNode item : items) {
            table.row(
                    List.of(
                            item.path("keyId").asText(),
                            item.path("ownerId").asText(),
                            Table.number(item.path("requests").asLong()),
                            Table.number(item.path("refused").asLong())));
        }
        return "%s%n%s".formatted(span, table.text());
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%,.1f", perSecond);
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Table.number(number.getAsLong()) : UNKNOWN;
    }

    private static String ago(Duration silent) {
        return length(silent) + " ago";
    }

    private static String length(Duration time) {
        return time.toMillis() < MILLIS
                ? time.toMillis() + " ms"
                : String.format(Locale.ROOT, "%,.1f s", time.toMillis() / (double) MILLIS);
    }
}
