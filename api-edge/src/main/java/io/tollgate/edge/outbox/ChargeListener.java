package io.tollgate.edge.outbox;

import io.tollgate.schemas.Charge;
import java.util.List;

/** Who must know which charges Kafka has. Called by one thread at a time. */
public interface ChargeListener {
    /** Nobody wants to know. */
    ChargeListener NOBODY =
            new ChargeListener() {
                @Override
                public void recovered(String keyId, String ownerId, List<Charge> charges) {}

                @Override
                public void acknowledged(
                        String keyId, String ownerId, List<Charge> charges, long offset) {}
            };

    /** An earlier boot left an event with these charges, which Kafka has not acknowledged. */
    void recovered(String keyId, String ownerId, List<Charge> charges);

    /** Kafka has an event with these charges, at an offset of its owner's partition. */
    void acknowledged(String keyId, String ownerId, List<Charge> charges, long offset);
}
