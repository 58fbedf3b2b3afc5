package io.tollgate.edge.table;

import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.wire.AvroSerde;
import io.tollgate.schemas.wire.UndecodableRecordException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From records of owners to what they agree. Not thread-safe for changes. */
final class OwnerTable implements SmallTable {
    private static final Logger log = LoggerFactory.getLogger(OwnerTable.class);

    private final Agreements agreements;
    private final AvroSerde<Owner> serde;
    private final DenialListener listener;

    OwnerTable(Agreements agreements, AvroSerde<Owner> serde, DenialListener listener) {
        this.agreements = agreements;
        this.serde = serde;
        this.listener = listener;
    }

    @Override
    public Keep put(String key, byte[] value, long offset) {
        try {
            Owner owner = serde.deserialize("owners", value);
            if (owner != null) {
                agreements.owner(key, owner);
                if (owner.getState() == OwnerState.DELETED) {
                    listener.denied(entry -> entry.ownerId().equals(key));
                }
            }
        } catch (UndecodableRecordException e) {
            agreements.brokenOwner(key, "unreadable");
            log.atError()
                    .setCause(e)
                    .addKeyValue("owner", key)
                    .addKeyValue("offset", offset)
                    .log("an owner is unreadable, so its keys are answered 503");
        }
        return Keep.STORE;
    }

    @Override
    public void remove(String key) {
        agreements.noOwner(key);
    }

    @Override
    public Set<String> keys() {
        return agreements.ownerIds();
    }
}
