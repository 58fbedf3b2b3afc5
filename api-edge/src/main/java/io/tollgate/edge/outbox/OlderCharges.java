package io.tollgate.edge.outbox;

import io.tollgate.schemas.Charge;
import java.util.List;

/**
 * Tells of charges whose events went into an older generation of {@code requests}. Metering hands
 * its counts over before it counts anything of the present generation, so a view that has counted
 * any record of that covers them: as if they were its first record.
 */
record OlderCharges(ChargeListener listener) implements ChargeListener {
    @Override
    public void recovered(String keyId, String ownerId, List<Charge> charges) {
        listener.recovered(keyId, ownerId, charges);
    }

    @Override
    public void acknowledged(String keyId, String ownerId, List<Charge> charges, long offset) {
        listener.acknowledged(keyId, ownerId, charges, 0);
    }
}
