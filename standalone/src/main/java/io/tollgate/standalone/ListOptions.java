package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of lists: how much of them, and in which form. */
final class ListOptions {
    private static final String USUAL = "100";
    private static final String MOST = "1000";

    @Option(names = "--all", description = "all there are, rather than the first " + USUAL)
    private boolean all;

    @Mixin private final JsonOption form = new JsonOption();

    /** Prints those that a query finds. */
    void print(AdminClient api, Resource resource, Map<String, String> query, PrintWriter out)
            throws IOException, InterruptedException {
        var asked = new HashMap<>(query);
        asked.put("limit", all ? MOST : USUAL);
        JsonNode list = new ApiPages(api, resource.path(), all).json(asked);
        form.print(list, out, answer -> text(resource, answer));
    }

    private static String text(Resource resource, JsonNode list) {
        JsonNode items = list.path("items");
        if (items.isEmpty()) {
            // A search for little in much ends before its time.
            return list.path("next").isTextual()
                    ? "There is none so far; --all looks at the rest.%n".formatted()
                    : "There is no such %s.%n".formatted(resource.one());
        }
        String more = list.path("next").isTextual() ? "There are more; --all lists them.%n" : "";
        return resource.table(items) + more.formatted();
    }
}
