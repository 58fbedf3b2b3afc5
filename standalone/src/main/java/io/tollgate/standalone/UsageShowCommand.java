package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the usage of a key, an owner or a route, window by window. */
@Command(
        name = "show",
        description = {
            "Shows the usage of a key, an owner or a route, window by window.",
            "Times are in UTC. A window is final when nothing will be added to it any more, a day"
                    + " after its end; until then it is open. Latency is the mean of answered requests,"
                    + " p99 what 99 of 100 did not exceed."
        })
final class UsageShowCommand extends ApiCommand {
    private static final List<String> GROUPS = List.of("key", "owner", "route");
    private static final String MOST = "1000";

    @Option(names = "--key", paramLabel = "ID", description = "a key's id, such as key_01J…")
    private @Nullable String key;

    @Option(names = "--owner", paramLabel = "ID", description = "all keys of an owner")
    private @Nullable String owner;

    @Option(names = "--route", paramLabel = "ID", description = "what went through a route")
    private @Nullable String route;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = "a line for each key, owner or route of a window, instead of their sum")
    private @Nullable String by;

    @Mixin private final UsageTime time = new UsageTime();
    @Mixin private final UsageForm form = new UsageForm();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        form.print(new ApiPages(client, "/v1/usage", true), query(), out, this::table);
        return ok();
    }

    private Map<String, String> query() {
        var query = new HashMap<String, String>();
        if (key != null) {
            query.put("keyId", key);
        }
        if (owner != null) {
            query.put("ownerId", owner);
        }
        if (route != null) {
            query.put("routeId", route);
        }
        if (query.isEmpty()) {
            throw wrong("Say whose usage: --key, --owner or --route, with an id.");
        }
        if (by != null) {
            query.put("by", UsageTime.choice(spec(), "--by", by, GROUPS));
        }
        time.into(query, InstantSource.system());
        query.put("limit", MOST);
        return query;
    }

    private String table(JsonNode list) {
        JsonNode items = list.path("items");
        if (items.isEmpty()) {
            return "Nothing was used in that time, or there is no such id. A request shows about a second after it was made; ./tollgate usage top lists who used anything.%n"
                    .formatted();
        }
        var table = new Table().words("start");
        if (by != null) {
            table.words(by);
        }
        UsageCells.columns(table);
        table.words("state");
        for (JsonNode item : items) {
            List<String> row = beginning(item);
            UsageCells.add(row, item);
            row.add(item.path("final").asBoolean() ? "final" : "open");
            table.row(row);
        }
        var sum = new ArrayList<>(by == null ? List.of("sum") : List.of("sum", ""));
        UsageCells.addSum(sum, items);
        sum.add("");
        table.row(sum);
        return table.text();
    }

    private List<String> beginning(JsonNode item) {
        var cells = new ArrayList<String>();
        cells.add(item.path("windowStart").asText());
        if (by != null) {
            cells.add(item.path(by + "Id").asText());
        }
        return cells;
    }
}
