package io.tollgate.admin.resource;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.topics.Topics;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/keys/import}: keys that were made elsewhere, in bulk, known by their SHA-256 only. */
final class ImportEndpoints {
    private static final Logger log = LoggerFactory.getLogger(ImportEndpoints.class);

    private final KeyLookup keys;
    private final Topics topics;
    private final Ledger ledger;
    private final KeyMint mint;

    ImportEndpoints(KeyLookup keys, Topics topics, Ledger ledger, KeyMint mint) {
        this.keys = keys;
        this.topics = topics;
        this.ledger = ledger;
        this.mint = mint;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.post(KeyLookup.PATH + "/import", Permission.ISSUE_KEYS, this::take));
    }

    private Answer take(Call call) {
        Query query = call.query();
        String batch = query.required("batch", Shape.id());
        query.check();
        var taken = new KeyImport(keys, topics, ledger, mint, batch);
        ImportReport.View report = taken.take(call.lines());
        log.atInfo()
                .addKeyValue("batch", report.batch())
                .addKeyValue("imported", report.imported())
                .addKeyValue("present", report.present())
                .addKeyValue("refused", report.refused())
                .addKeyValue("operator", call.actor())
                .log("keys imported");
        return Answer.ok(report);
    }
}
