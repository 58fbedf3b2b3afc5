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

/** Lists who used most. */
@Command(
        name = "top",
        description = "Lists the keys, owners or routes that used most. Times are in UTC.")
final class UsageTopCommand extends ApiCommand {
    private static final List<String> GROUPS = List.of("key", "owner", "route");
    private static final List<String> MEASURES = List.of("requests", "cost", "refused", "bytes");
    private static final int MOST = 1_000;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = "key, owner or route (default: ${DEFAULT-VALUE})")
    private String by = "key";

    @Option(
            names = "--measure",
            paramLabel = "WHAT",
            description = "requests, cost, refused or bytes (default: ${DEFAULT-VALUE})")
    private String measure = "requests";

    @Option(names = "--owner", paramLabel = "ID", description = "of this owner only")
    private @Nullable String owner;

    @Option(names = "--route", paramLabel = "ID", description = "through this route only")
    private @Nullable String route;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "how many lines, 1 to 1000 (default: ${DEFAULT-VALUE})")
    private int limit = 20;

    @Mixin private final UsageTime time = new UsageTime();
    @Mixin private final UsageForm form = new UsageForm();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        form.print(new ApiPages(client, "/v1/usage/top", false), query(), out, this::table);
        return ok();
    }

    private Map<String, String> query() {
        var query = new HashMap<String, String>();
        query.put("by", UsageTime.choice(spec(), "--by", by, GROUPS));
        query.put("measure", UsageTime.choice(spec(), "--measure", measure, MEASURES));
        if (limit < 1 || limit > MOST) {
            throw wrong("--limit is 1 to " + MOST + ", not " + limit);
        }
        query.put("limit", String.valueOf(limit));
        if (owner != null) {
            query.put("ownerId", owner);
        }
        if (route != null) {
            query.put("routeId", route);
        }
        time.into(query, InstantSource.system());
        return query;
    }

    private String table(JsonNode list) {
        String title =
                "%s to %s, by %s%n"
                        .formatted(
                                list.path("from").asText(),
                                list.path("to").asText(),
                                list.path("measure").asText());
        JsonNode items = list.path("items");
        if (items.isEmpty()) {
            return title + "Nobody is to be listed.%n".formatted();
        }
        var table = new Table().numbers("").words(by);
        if (by.equals("key")) {
            table.words("owner");
        }
        UsageCells.columns(table);
        int place = 0;
        for (JsonNode item : items) {
            place++;
            List<String> row = beginning(place, item);
            UsageCells.add(row, item);
            table.row(row);
        }
        return title + table.text();
    }

    private List<String> beginning(int place, JsonNode item) {
        var cells = new ArrayList<String>();
        cells.add(String.valueOf(place));
        cells.add(item.path(by + "Id").asText());
        if (by.equals("key")) {
            cells.add(item.path("ownerId").asText());
        }
        return cells;
    }
}
