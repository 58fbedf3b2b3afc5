package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists keys, or finds some. */
@Command(
        name = "list",
        description = "Lists keys in the order of their creation: those that match every option.")
final class KeyListCommand extends ApiCommand {
    @Option(names = "--owner", paramLabel = "ID", description = "of an owner")
    private @Nullable String owner;

    @Option(names = "--plan", paramLabel = "ID", description = "of a plan")
    private @Nullable String plan;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "whose secret begins with this")
    private @Nullable String prefix;

    @Option(
            names = "--last-four",
            paramLabel = "TEXT",
            description = "whose secret ends with these four characters")
    private @Nullable String lastFour;

    @Option(names = "--tag", paramLabel = "NAME[:VALUE]", description = "that have a tag")
    private @Nullable String tag;

    @Option(names = "--batch", paramLabel = "NAME", description = "that an import brought")
    private @Nullable String batch;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "active, expired, suspended, revoked or deleted")
    private @Nullable String state;

    @Mixin private final ListOptions list = new ListOptions();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        list.print(client, Resource.KEYS, query(), out);
        return ok();
    }

    private Map<String, String> query() {
        var query = new HashMap<String, String>();
        put(query, "ownerId", owner);
        put(query, "planId", plan);
        put(query, "prefix", prefix);
        put(query, "lastFour", lastFour);
        put(query, "tag", tag);
        put(query, "importBatch", batch);
        put(query, "state", state);
        return query;
    }

    private static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }
}
