package io.tollgate.admin.audit;

import io.tollgate.admin.table.Changes.Change;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * One thing that a decision makes, changes or ends.
 *
 * @param record what kind of thing it is
 * @param id its name in the API
 * @param before what it was, if it was there
 * @param after what it becomes, if it stays
 */
record Row(
        String record,
        String id,
        Optional<? extends SpecificRecord> before,
        Optional<? extends SpecificRecord> after) {

    /** What a record of Kafka stands for: itself, or the routes that become others. */
    static List<Row> of(Change<?> change, Optional<? extends SpecificRecord> before) {
        Optional<? extends SpecificRecord> after = Optional.ofNullable(change.value());
        String record = change.topic().type().getSimpleName();
        return record.equals(Routes.class.getSimpleName())
                ? routes(before, after)
                : List.of(new Row(record, id(change, before, after), before, after));
    }

    /** How it fares. */
    String fate() {
        return before.isEmpty() ? "CREATED" : after.isEmpty() ? "REMOVED" : "CHANGED";
    }

    /** Keys are filed under their hashes, which are nobody's business. */
    private static String id(
            Change<?> change,
            Optional<? extends SpecificRecord> before,
            Optional<? extends SpecificRecord> after) {
        if (!change.topic().type().equals(ApiKey.class)) {
            return change.key();
        }
        Object key = after.isPresent() ? after.get() : before.isPresent() ? before.get() : "";
        return key instanceof ApiKey known ? known.getKeyId() : "";
    }

    private static List<Row> routes(
            Optional<? extends SpecificRecord> before, Optional<? extends SpecificRecord> after) {
        Map<String, Route> old = byId(before);
        Map<String, Route> made = byId(after);
        var ids = new TreeSet<>(old.keySet());
        ids.addAll(made.keySet());
        return ids.stream()
                .filter(id -> !Objects.equals(old.get(id), made.get(id)))
                .map(id ->
                        new Row(
                                "Route",
                                id,
                                Optional.ofNullable(old.get(id)),
                                Optional.ofNullable(made.get(id))))
                .toList();
    }

    private static Map<String, Route> byId(Optional<? extends SpecificRecord> table) {
        var byId = new LinkedHashMap<String, Route>();
        if (table.isPresent() && table.get() instanceof Routes routes) {
            routes.getRoutes().forEach(route -> byId.put(route.getRouteId(), route));
        }
        return byId;
    }
}
