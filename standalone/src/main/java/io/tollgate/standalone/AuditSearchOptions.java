package io.tollgate.standalone;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which entries of the audit are wanted. */
final class AuditSearchOptions {
    @Option(names = "--actor", paramLabel = "ID", description = "by this operator only")
    private @Nullable String actor;

    @Option(names = "--action", paramLabel = "NAME", description = "only this, as keys.create")
    private @Nullable String action;

    @Option(
            names = "--resource",
            paramLabel = "KIND",
            description = "only what was done to this kind of thing, as keys")
    private @Nullable String resource;

    @Option(names = "--target", paramLabel = "ID", description = "to this thing only")
    private @Nullable String target;

    @Option(
            names = "--from",
            paramLabel = "T",
            converter = TimeArgument.class,
            description =
                    "at this time (2026-11-22T10:00:00Z, or 2026-11-22 for midnight UTC) or later")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "T",
            converter = TimeArgument.class,
            description = "before this time")
    private @Nullable Instant to;

    /** As the admin API is asked. */
    Map<String, String> query() {
        var query = new HashMap<String, String>();
        put(query, "actor", actor);
        put(query, "action", action);
        put(query, "resource", resource);
        put(query, "target", target);
        put(query, "from", from);
        put(query, "to", to);
        return query;
    }

    private static void put(Map<String, String> query, String name, @Nullable Object value) {
        if (value != null) {
            query.put(name, value.toString());
        }
    }
}
