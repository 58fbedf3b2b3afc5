package io.tollgate.admin.resource;

import io.tollgate.admin.http.BodyLines;
import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Problem;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One import of keys that were made elsewhere. Lines are written in groups, each whole or not at
 * all, between which others write too. What an earlier attempt imported is passed over, so that an
 * import that broke off is sent again. Not thread-safe.
 */
final class KeyImport {
    private static final int GROUP = 1_000;

    private final KeyLookup keys;
    private final Topics topics;
    private final Ledger ledger;
    private final KeyMint mint;
    private final String batch;
    private final ImportReport report = new ImportReport();

    KeyImport(KeyLookup keys, Topics topics, Ledger ledger, KeyMint mint, String batch) {
        this.keys = keys;
        this.topics = topics;
        this.ledger = ledger;
        this.mint = mint;
        this.batch = batch;
    }

    /** A line that could be read, and the hash that its key is found by. */
    private record Line(long number, String found, ImportBody body) {}

    /** What becomes of a line. */
    private sealed interface Fate {
        record Imported() implements Fate {}

        record Present() implements Fate {}

        record Refused(Problem why) implements Fate {}
    }

    /** Takes in all lines, or those before there were too many to refuse. */
    ImportReport.View take(BodyLines lines) {
        var group = new ArrayList<Line>();
        while (lines.next()) {
            if (!report.hasRoom()) {
                write(group);
                return report.view(batch, lines.number());
            }
            read(lines).ifPresent(group::add);
            if (group.size() == GROUP) {
                write(group);
                group.clear();
            }
        }
        write(group);
        return report.view(batch, null);
    }

    private Optional<Line> read(BodyLines lines) {
        try {
            Instant now = keys.now();
            ImportBody body = JsonFields.read(lines.json(), fields -> ImportBody.read(fields, now));
            return Optional.of(new Line(lines.number(), mint.found(body), body));
        } catch (ProblemException e) {
            report.refused(lines.number(), e.problem());
            return Optional.empty();
        }
    }

    private void write(List<Line> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            List<Fate> fates = ledger.change(changes -> decide(group, changes));
            for (int i = 0; i < group.size(); i++) {
                switch (fates.get(i)) {
                    case Fate.Imported() -> report.imported();
                    case Fate.Present() -> report.present();
                    case Fate.Refused(var why) -> report.refused(group.get(i).number(), why);
                }
            }
        } catch (WriteRefusedException e) {
            throw new WriteRefusedException(
                    e.reason(),
                    e.getMessage()
                            + "; "
                            + report.importedCount()
                            + " keys of this call were imported before. Send all lines again: those"
                            + " that are there are passed over");
        }
    }

    private List<Fate> decide(List<Line> group, Changes changes) {
        Instant now = keys.now();
        Map<String, ApiKey> written = new HashMap<>();
        var fates = new ArrayList<Fate>();
        for (Line line : group) {
            Optional<ApiKey> taken =
                    Optional.ofNullable(written.get(line.found()))
                            .or(() -> keys.state().keys().findByHash(line.found()));
            Fate fate = taken.map(key -> repeated(line, key)).orElseGet(() -> fresh(line));
            if (fate instanceof Fate.Imported) {
                KeyMint.Adopted adopted = mint.adopt(line.body(), batch, now);
                written.put(line.found(), adopted.key());
                changes.put(topics.keys, adopted.hash(), adopted.key());
            }
            fates.add(fate);
        }
        return fates;
    }

    /** Its terms may have been changed since; who it is for can't have. */
    private Fate repeated(Line line, ApiKey key) {
        KeyBody body = line.body().key();
        boolean deleted = key.getState() == KeyState.DELETED;
        boolean same =
                !deleted
                        && key.getImportBatch().equals(batch)
                        && key.getOwnerId().equals(body.ownerId())
                        && key.getEnvironment() == body.environment();
        return same
                ? new Fate.Present()
                : new Fate.Refused(
                        Problem.of(
                                ProblemType.ALREADY_EXISTS,
                                "the key '"
                                        + key.getKeyId()
                                        + "' has this sha256"
                                        + (deleted ? " and was deleted" : "")
                                        + "; an import never overwrites"));
    }

    private Fate fresh(Line line) {
        KeyBody body = line.body().key();
        try {
            keys.checkReferences(body);
            Costs.checkLimits(body.terms().limits(), keys.state().routeList());
            return new Fate.Imported();
        } catch (ProblemException e) {
            return new Fate.Refused(e.problem());
        }
    }
}
