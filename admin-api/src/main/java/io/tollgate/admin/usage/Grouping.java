package io.tollgate.admin.usage;

import io.tollgate.schemas.Usage;
import java.util.List;
import java.util.Optional;

/** What usage is summed by. */
enum Grouping {
    KEY,
    OWNER,
    ROUTE;

    /** What a selection is of when nothing else is said: the narrowest that it names. */
    static Grouping usual(UsageSelection selection) {
        return switch (selection.by()) {
            case KEY, ALL -> KEY;
            case OWNER -> OWNER;
            case ROUTE -> ROUTE;
        };
    }

    /** The groups that a record of a selection belongs to. */
    List<String> idsIn(Usage usage, UsageSelection selection) {
        return switch (this) {
            case KEY -> List.of(usage.getKeyId());
            case OWNER -> List.of(usage.getOwnerId());
            case ROUTE ->
                    selection
                            .routeId()
                            .map(List::of)
                            .orElseGet(() -> List.copyOf(usage.getRoutes().keySet()));
        };
    }

    /** The one route that counts for a group, if not all do. */
    Optional<String> routeOf(String id, UsageSelection selection) {
        return this == ROUTE ? Optional.of(id) : selection.routeId();
    }

    /** Whether all of a record counts for its group, and not one route's part of it only. */
    boolean takesAll(UsageSelection selection) {
        return this != ROUTE && selection.routeId().isEmpty();
    }
}
