package io.tollgate.admin.audit;

import io.tollgate.admin.http.DeedWitness;
import io.tollgate.admin.leak.KeyFinder;
import io.tollgate.admin.table.Changes.Change;
import io.tollgate.schemas.AuditPhase;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.credentials.KeyForm;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Puts into words what is audited, without any secret. Thread-safe. */
final class AuditDesk implements DeedWitness {
    private static final String HIDDEN = "(hidden: it holds a key)";

    private final Audit audit;
    private final AuditQueue queue;
    private final Before before;
    private final List<KeyForm> forms;
    private final InstantSource clock;

    /**
     * Writes intents at once, and all else through a queue.
     *
     * @param forms of keys and tokens, which people put where they don't belong
     */
    AuditDesk(
            Audit audit,
            AuditQueue queue,
            Before before,
            List<KeyForm> forms,
            InstantSource clock) {
        this.audit = audit;
        this.queue = queue;
        this.before = before;
        this.forms = List.copyOf(forms);
        this.clock = clock;
    }

    /** An intent that is written. */
    record Intended(Telling telling, long sequence) {}

    /**
     * Tells what is about to be changed.
     *
     * @throws io.tollgate.admin.table.WriteRefusedException if it could not be written, so that
     *     nothing may be changed
     */
    Intended intend(Deed deed, List<Change<?>> changes) {
        var difference =
                new Difference(
                        changes.stream()
                                .flatMap(change -> Row.of(change, before.of(change)).stream())
                                .toList());
        String target = deed.target().isEmpty() ? difference.target() : deed.target();
        Telling telling =
                Telling.intent(
                        clock.instant(), deed, clean(target), difference.json(this::holdsKey));
        long sequence = audit.write(telling);
        deed.tell();
        return new Intended(telling, sequence);
    }

    /** Tells how it ended. */
    void ended(Intended intended, String result) {
        queue.offer(intended.telling().outcome(clock.instant(), intended.sequence(), result));
    }

    /** Tells of a revocation that is written: none is held up for the audit. */
    void revoked(Optional<Revocation> old, Revocation made) {
        boolean withdrawn = made.getWithdrawnAt() != null;
        var row = new Row("Revocation", made.getRevocationId(), old, Optional.of(made));
        queue.offer(
                new Telling(
                        clock.instant(),
                        AuditPhase.OUTCOME,
                        Telling.NO_INTENT,
                        withdrawn ? made.getWithdrawnBy() : made.getActor(),
                        withdrawn ? "revocations.withdrawal" : "revocations.create",
                        made.getRevocationId(),
                        withdrawn ? "" : clean(made.getReason()),
                        new Difference(List.of(row)).json(this::holdsKey),
                        DeedWitness.OK));
    }

    @Override
    public void refused(Deed deed, String result) {
        if (!deed.isTold()) {
            queue.offer(
                    new Telling(
                            clock.instant(),
                            AuditPhase.OUTCOME,
                            Telling.NO_INTENT,
                            deed.actor(),
                            deed.action(),
                            clean(deed.target()),
                            "",
                            "",
                            result));
        }
    }

    private String clean(String text) {
        return holdsKey(text) ? HIDDEN : text;
    }

    private boolean holdsKey(String text) {
        return !KeyFinder.in(text, forms).isEmpty();
    }
}
