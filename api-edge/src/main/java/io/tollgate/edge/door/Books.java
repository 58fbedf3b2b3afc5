package io.tollgate.edge.door;

import io.tollgate.edge.event.EventLog;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Upstream;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the doors enter what they did: the event log, the limits' ledger, the metrics. Thread-safe.
 */
public record Books(EventLog log, Refunds refunds, DoorMetrics metrics, LongSupplier nanos) {
    /** Takes back charges of requests whose events could not be written. */
    @FunctionalInterface
    public interface Refunds {
        /** Gives back what a key and its owner were charged. */
        void release(String keyId, String ownerId, List<Charge> charges);
    }

    /** Begins the account of an admitted request. */
    Accounting open(AdmittedRequest request, Accounting.Exchange exchange) {
        return new Accounting(request, log, () -> giveBack(request.verdict()), nanos, exchange);
    }

    /** Enters a request that was refused. */
    void refused(
            Door door,
            Outcome outcome,
            @Nullable KeyEntry key,
            String routeId,
            InetAddress source,
            int status) {
        metrics.judged(door, outcome);
        log.refused(outcome, key, routeId, door, SourceNetwork.of(source), status);
    }

    /** Enters that an admitted exchange is over. */
    void admitted(AdmittedRequest request, Upstream upstream) {
        metrics.judged(request.door(), Outcome.ADMITTED);
        metrics.ended(
                upstream,
                TimeUnit.NANOSECONDS.toMicros(nanos.getAsLong() - request.arrivedNanos()));
    }

    private void giveBack(Verdict.Admitted admitted) {
        KeyEntry key = admitted.key();
        if (key != null && !admitted.charges().isEmpty()) {
            refunds.release(key.limitSubject(), key.ownerId(), admitted.charges());
        }
    }

    /** An admitted request is refused after all, since its event could not be written. */
    void untold(AdmittedRequest request, InetAddress client, int status) {
        refused(
                request.door(),
                Outcome.OVERLOADED,
                request.verdict().key(),
                request.verdict().route().id(),
                client,
                status);
    }
}
