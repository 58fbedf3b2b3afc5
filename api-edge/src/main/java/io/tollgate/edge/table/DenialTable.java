package io.tollgate.edge.table;

import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.wire.AvroSerde;
import io.tollgate.schemas.wire.UndecodableRecordException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From records of revocations to the denials in force. A record that this version can't enforce
 * blocks: later ones are put in force, but the edge does not say that it enforces them. Not
 * thread-safe for changes.
 */
final class DenialTable implements SmallTable {
    private static final Logger log = LoggerFactory.getLogger(DenialTable.class);

    private final Denials denials;
    private final AvroSerde<Revocation> serde;
    private final Progress progress;
    private final DenialListener listener;
    private final Map<String, Long> blocked = new HashMap<>();

    DenialTable(
            Denials denials,
            AvroSerde<Revocation> serde,
            Progress progress,
            DenialListener listener) {
        this.denials = denials;
        this.serde = serde;
        this.progress = progress;
        this.listener = listener;
    }

    @Override
    public Keep put(String key, byte[] value, long offset) {
        try {
            Revocation revocation = serde.deserialize("revocations", value);
            if (revocation == null || revocation.getWithdrawnAt() != null) {
                denials.remove(key);
                unblock(key);
                return Keep.DELETE;
            }
            var denial = Denial.of(revocation);
            denials.put(key, denial);
            unblock(key);
            if (denial.forbids()) {
                listener.denied(denial::hits);
            }
            return Keep.STORE;
        } catch (UndecodableRecordException | IllegalArgumentException e) {
            block(key, offset, e);
            return Keep.LEAVE;
        }
    }

    @Override
    public void remove(String key) {
        denials.remove(key);
        unblock(key);
    }

    @Override
    public Set<String> keys() {
        var keys = new HashSet<>(denials.ids());
        keys.addAll(blocked.keySet());
        return keys;
    }

    @Override
    public boolean hasPulses() {
        return true;
    }

    @Override
    public long blockedAt() {
        return blocked.values().stream().min(Comparator.naturalOrder()).orElse(Long.MAX_VALUE);
    }

    private void block(String key, long offset, RuntimeException cause) {
        blocked.merge(key, offset, Math::min);
        progress.block(
                "revocation '"
                        + key
                        + "' at offset "
                        + offset
                        + " can't be enforced by this version: "
                        + cause.getMessage());
        log.atError()
                .setCause(cause)
                .addKeyValue("revocation", key)
                .addKeyValue("offset", offset)
                .log("a revocation can't be enforced");
    }

    private void unblock(String key) {
        if (blocked.remove(key) != null && blocked.isEmpty()) {
            progress.block("");
        }
    }
}
