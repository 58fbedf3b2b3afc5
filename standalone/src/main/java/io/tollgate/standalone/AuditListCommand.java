package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists who changed what. */
@Command(
        name = "list",
        description = "Lists who changed what, the newest first. --json has the differences too.")
final class AuditListCommand extends ApiCommand {
    @Option(names = "--actor", paramLabel = "ID", description = "by this operator only")
    private @Nullable String actor;

    @Option(names = "--action", paramLabel = "NAME", description = "only this, as keys.create")
    private @Nullable String action;

    @Option(names = "--target", paramLabel = "ID", description = "to this only")
    private @Nullable String target;

    @Option(
            names = "--from",
            paramLabel = "T",
            converter = TimeArgument.class,
            description = "at this time or later")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "T",
            converter = TimeArgument.class,
            description = "before this time")
    private @Nullable Instant to;

    @Mixin private final ListOptions list = new ListOptions();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        var query = new HashMap<String, String>();
        put(query, "actor", actor);
        put(query, "action", action);
        put(query, "target", target);
        put(query, "from", from);
        put(query, "to", to);
        list.print(client, Resource.AUDIT, query, out);
        return ok();
    }

    private static void put(Map<String, String> query, String name, @Nullable Object value) {
        if (value != null) {
            query.put(name, value.toString());
        }
    }
}
