package io.tollgate.admin.audit;

import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.AuditEntry;
import java.time.Instant;
import java.util.Optional;

/**
 * Which entries are wanted; what is empty is left open.
 *
 * @param actor who did it
 * @param action what was done, such as keys.create
 * @param resource what kind of thing it was done to, such as keys
 * @param target to which thing
 * @param from at this time or later
 * @param to before this time
 */
record AuditSearch(
        Optional<String> actor,
        Optional<String> action,
        Optional<String> resource,
        Optional<String> target,
        Optional<Instant> from,
        Optional<Instant> to) {
    private static final Shape<String> WORD = Shape.text(1, 200);

    /** Reads the members of a query. */
    static AuditSearch of(Query query) {
        var search =
                new AuditSearch(
                        query.optional("actor", WORD),
                        query.optional("action", WORD),
                        query.optional("resource", WORD),
                        query.optional("target", WORD),
                        query.optional("from", Shape.time()),
                        query.optional("to", Shape.time()));
        search.from
                .filter(from -> search.to.filter(to -> !to.isAfter(from)).isPresent())
                .ifPresent(from -> query.reject("to", "must be after from, " + from));
        return search;
    }

    /** Whether an entry is wanted. */
    boolean finds(AuditEntry entry) {
        String[] words = entry.getAction().split("\\.", 2);
        return actor.map(entry.getActor()::equals).orElse(true)
                && action.map(entry.getAction()::equals).orElse(true)
                && resource.map(words[0]::equals).orElse(true)
                && target.map(entry.getTarget()::equals).orElse(true)
                && from.map(time -> !entry.getAt().isBefore(time)).orElse(true)
                && to.map(entry.getAt()::isBefore).orElse(true);
    }
}
