package io.tollgate.admin.audit;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code /v1/audit}: who changed what, of all instances, the newest {@value #REMEMBERED} entries.
 * Thread-safe.
 */
public final class AuditTrail implements RecordSink<AuditEntry> {
    private static final int REMEMBERED = 10_000;
    private static final Shape<String> WORD = Shape.text(1, 200);

    private final NavigableMap<Long, Seen> byOffset = new TreeMap<>();

    private record Seen(long offset, AuditEntry entry) {
        String position() {
            return String.format(Locale.ROOT, "%019d", offset);
        }
    }

    @Override
    public synchronized void accept(TopicRecord<AuditEntry> next) {
        AuditEntry entry = next.value();
        if (entry != null) {
            byOffset.put(next.offset(), new Seen(next.offset(), entry));
            if (byOffset.size() > REMEMBERED) {
                byOffset.pollFirstEntry();
            }
        }
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(Endpoint.get("/v1/audit", Permission.READ_AUDIT, this::list));
    }

    private Answer list(Call call) {
        Query query = call.query();
        Optional<String> actor = query.optional("actor", WORD);
        Optional<String> action = query.optional("action", WORD);
        Optional<String> target = query.optional("target", WORD);
        Optional<Instant> from = query.optional("from", Shape.time());
        Optional<Instant> to = query.optional("to", Shape.time());
        Paging paging = Paging.of(query);
        query.check();
        var all =
                known().stream()
                        .filter(seen -> actor.map(seen.entry().getActor()::equals).orElse(true))
                        .filter(seen -> action.map(seen.entry().getAction()::equals).orElse(true))
                        .filter(seen -> target.map(seen.entry().getTarget()::equals).orElse(true))
                        .filter(seen ->
                                from.map(time -> !seen.entry().getAt().isBefore(time)).orElse(true))
                        .filter(seen -> to.map(seen.entry().getAt()::isBefore).orElse(true));
        return Answer.ok(
                paging.falling(all, Seen::position).map(seen -> AuditView.of(seen.entry())));
    }

    private synchronized List<Seen> known() {
        return List.copyOf(byOffset.values());
    }
}
