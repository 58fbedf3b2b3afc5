package io.tollgate.edge;

import io.tollgate.edge.limit.LimitLedger;
import io.tollgate.edge.outbox.ChargeListener;
import io.tollgate.schemas.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the outbox says about charges until the ledger can be told: it asks the outbox for
 * partitions, which the outbox does not know before it is open. Thread-safe; order is kept.
 */
final class EarlyCharges implements ChargeListener {
    private final List<Consumer<LimitLedger>> kept = new ArrayList<>();
    private @Nullable LimitLedger ledger;

    @Override
    public void recovered(String keyId, String ownerId, List<Charge> charges) {
        tell(to -> to.recovered(keyId, ownerId, charges));
    }

    @Override
    public void acknowledged(String keyId, String ownerId, List<Charge> charges, long offset) {
        tell(to -> to.acknowledged(keyId, ownerId, charges, offset));
    }

    /** Tells the ledger what was kept, and everything else from now on at once. */
    synchronized void open(LimitLedger to) {
        kept.forEach(news -> news.accept(to));
        kept.clear();
        ledger = to;
    }

    private synchronized void tell(Consumer<LimitLedger> news) {
        LimitLedger to = ledger;
        if (to == null) {
            kept.add(news);
        } else {
            news.accept(to);
        }
    }
}
