package io.tollgate.admin.audit;

import io.tollgate.admin.audit.AuditDesk.Intended;
import io.tollgate.admin.http.DeedWitness;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Changes.Change;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.Notification;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A ledger whose every change is told in the audit before it is written, in the turn in which it
 * was decided: what the audit says of the state before is true, and what it can't be told of does
 * not happen. How it ended is told afterwards. Thread-safe.
 */
public final class AuditedLedger implements Ledger {
    private final Ledger ledger;
    private final AuditDesk desk;
    private final BooleanSupplier chainTaken;

    /**
     * Audits a ledger.
     *
     * @param chainTaken whether another instance goes on with the chain, so that no intent can be
     *     told here any more
     */
    AuditedLedger(Ledger ledger, AuditDesk desk, BooleanSupplier chainTaken) {
        this.ledger = ledger;
        this.desk = desk;
        this.chainTaken = chainTaken;
    }

    @Override
    public <T> T change(Function<Changes, T> decision) {
        var intended = new AtomicReference<Optional<Intended>>(Optional.empty());
        try {
            T result =
                    ledger.change(changes -> {
                        T decided = decision.apply(changes);
                        intended.set(intend(changes.list()));
                        return decided;
                    });
            intended.get().ifPresent(known -> desk.ended(known, DeedWitness.OK));
            return result;
        } catch (WriteRefusedException e) {
            intended.get().ifPresent(known -> desk.ended(known, ProblemType.of(e).urn()));
            throw e;
        } catch (RuntimeException e) {
            // A mistake of ours: nobody knows whether it is written.
            intended.get().ifPresent(known -> desk.ended(known, ProblemType.INTERNAL_ERROR.urn()));
            throw e;
        }
    }

    @Override
    public boolean writes() {
        return !chainTaken.getAsBoolean() && ledger.writes();
    }

    private Optional<Intended> intend(List<Change<?>> changes) {
        Optional<Deed> deed = Deed.current();
        if (changes.isEmpty()
                || (deed.isEmpty() && changes.stream().allMatch(AuditedLedger::isDelivery))) {
            return Optional.empty();
        }
        return Optional.of(desk.intend(deed.orElseGet(AuditedLedger::ownAccord), changes));
    }

    private static Deed ownAccord() {
        return new Deed("tollgate", "state.change", "");
    }

    /** The course of a notification is no change that anybody makes, and its topic tells it. */
    private static boolean isDelivery(Change<?> change) {
        return change.topic().type().equals(Notification.class);
    }
}
