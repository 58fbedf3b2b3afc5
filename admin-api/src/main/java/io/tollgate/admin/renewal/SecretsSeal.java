package io.tollgate.admin.renewal;

import io.tollgate.admin.audit.Deed;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.security.Vault;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.VaultEntry;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tells whether an instance has the secrets that the installation was begun with. Two that start
 * for the first time at once, or were given different files, would else each go on with its own,
 * and neither find the keys that the other made. The first that writes leaves a record in the
 * vault, which opens with its master key alone and holds a hash that its pepper alone makes.
 * Thread-safe.
 */
public final class SecretsSeal implements Renewal {
    /** Where the record is; no owner can have this id. */
    static final String ID = "|secrets";

    private static final String HASHED = "seal";

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final Pepper pepper;
    private final Vault vault;
    private final InstantSource clock;

    /** The seal of a state, held against the secrets of an instance. */
    public SecretsSeal(
            State state,
            Topics topics,
            Ledger ledger,
            Pepper pepper,
            Vault vault,
            InstantSource clock) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.pepper = pepper;
        this.vault = vault;
        this.clock = clock;
    }

    /** What a seal says: a hash of always the same text by a version of the pepper. */
    private record Print(int version, String hash) {
        static Print parse(byte[] text) {
            String[] parts = new String(text, StandardCharsets.US_ASCII).split(" ", -1);
            return new Print(Integer.parseInt(parts[0]), parts[1]);
        }

        byte[] bytes() {
            return (version + " " + hash).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Whether an instance has left its seal. */
    public boolean isSet() {
        return entry().isPresent();
    }

    /**
     * Whether the pepper and the master key are those of the seal, or there is none yet. A pepper
     * that lacks the newest version is not held against it.
     */
    public boolean fits() {
        try {
            return entry().map(vault::open).map(Print::parse).map(this::isOurs).orElse(true);
        } catch (IllegalStateException _) {
            return false;
        }
    }

    /** Leaves the seal, or brings it under the newest version of the pepper. */
    @Override
    public void round() {
        if (ledger.writes() && isDue()) {
            new Deed("renewal", "vault.seal", "version " + pepper.version() + " of the pepper")
                    .doing(() ->
                            ledger.change(changes -> {
                                if (isDue()) {
                                    changes.put(topics.vault, ID, sealed());
                                }
                                return changes;
                            }));
        }
    }

    private Optional<VaultEntry> entry() {
        return state.vault().find(ID);
    }

    private boolean isDue() {
        return fits()
                && entry().map(vault::open)
                        .map(Print::parse)
                        .map(print -> print.version() < pepper.version())
                        .orElse(true);
    }

    private boolean isOurs(Print print) {
        return print.version() > pepper.version() || print.equals(print(print.version()));
    }

    private Print print(int version) {
        return new Print(version, pepper.hashAsOf(HASHED, version).hex());
    }

    private VaultEntry sealed() {
        Instant now = Instant.ofEpochMilli(clock.millis());
        return vault.seal(ID, print(pepper.version()).bytes(), entry(), now);
    }
}
