package io.tollgate.admin.revocation;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.Alert;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/alerts}: what abuse detection saw, the newest {@value #REMEMBERED}. Thread-safe. */
public final class Alerts implements RecordSink<Alert> {
    private static final int REMEMBERED = 10_000;
    private static final String PATH = "/v1/alerts";

    private final Map<String, Alert> byId = new LinkedHashMap<>();

    @Override
    public synchronized void accept(TopicRecord<Alert> next) {
        Alert alert = next.value();
        if (alert != null) {
            byId.put(alert.getAlertId(), alert);
            if (byId.size() > REMEMBERED) {
                Iterator<String> oldest = byId.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_ALERTS, this::list),
                Endpoint.get(PATH + "/{id}", Permission.READ_ALERTS, this::read));
    }

    private Answer list(Call call) {
        Query query = call.query();
        Optional<String> key = query.optional("keyId", Shape.text(1, 100));
        Optional<String> owner = query.optional("ownerId", Shape.id());
        Optional<String> rule = query.optional("ruleId", Shape.id());
        Paging paging = Paging.of(query);
        query.check();
        var all =
                known().stream()
                        .filter(a -> key.map(id -> id.equals(a.getKeyId())).orElse(true))
                        .filter(a -> owner.map(id -> id.equals(a.getOwnerId())).orElse(true))
                        .filter(a -> rule.map(id -> id.equals(a.getRuleId())).orElse(true));
        return Answer.ok(
                paging.falling(all, alert -> alert.getAt() + " " + alert.getAlertId())
                        .map(AlertView::of));
    }

    private Answer read(Call call) {
        call.query().check();
        String id = call.part("id");
        return known().stream()
                .filter(alert -> alert.getAlertId().equals(id))
                .findFirst()
                .map(alert -> Answer.ok(AlertView.of(alert)))
                .orElseThrow(() -> ProblemException.notFound("alert", id));
    }

    /** Whether an alert is among those remembered. */
    public synchronized boolean knows(String id) {
        return byId.containsKey(id);
    }

    /** The newest alerts, the oldest of them first. */
    public synchronized List<Alert> known() {
        return List.copyOf(byId.values());
    }
}
