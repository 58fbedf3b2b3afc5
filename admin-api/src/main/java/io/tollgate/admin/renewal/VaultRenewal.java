package io.tollgate.admin.renewal;

import io.tollgate.admin.audit.Deed;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.security.Vault;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.VaultEntry;
import io.tollgate.schemas.topics.Topics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Gatherers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wraps the keys of all owners with the newest master key, so that the one before can be thrown
 * away. What the owners' keys encrypt stays as it is. Thread-safe.
 */
public final class VaultRenewal implements Renewal {
    private static final Logger log = LoggerFactory.getLogger(VaultRenewal.class);
    private static final int GROUP = 1_000;

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final Vault vault;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    /** Renews what a state has, to be called on by {@link #round}. */
    public VaultRenewal(State state, Topics topics, Ledger ledger, Vault vault) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.vault = vault;
    }

    /** How many owners have their key from another master key than the newest. */
    long outdated() {
        return state.vault().all().stream().filter(entry -> !vault.isNewest(entry)).count();
    }

    @Override
    public void round() {
        if (!ledger.writes()) {
            return;
        }
        int renewed =
                state.vault().all().stream()
                        .filter(this::isOutdated)
                        .map(VaultEntry::getOwnerId)
                        .gather(Gatherers.windowFixed(GROUP))
                        .mapToInt(this::renew)
                        .sum();
        if (renewed > 0) {
            log.atInfo()
                    .addKeyValue("owners", renewed)
                    .log("keys of owners were wrapped with the newest master key");
        }
    }

    private int renew(List<String> ownerIds) {
        return new Deed("renewal", "vault.renew-key", "newest master key")
                .doing(() ->
                        ledger.change(changes -> {
                            List<VaultEntry> renewed =
                                    ownerIds.stream()
                                            .flatMap(id -> state.vault().find(id).stream())
                                            .flatMap(entry -> renewed(entry).stream())
                                            .toList();
                            renewed.forEach(
                                    entry -> changes.put(topics.vault, entry.getOwnerId(), entry));
                            return renewed.size();
                        }));
    }

    private boolean isOutdated(VaultEntry entry) {
        return !vault.isNewest(entry) && !lost.contains(entry.getOwnerId());
    }

    private Optional<VaultEntry> renewed(VaultEntry entry) {
        if (vault.isNewest(entry)) {
            return Optional.empty();
        }
        try {
            return Optional.of(vault.renewed(entry));
        } catch (IllegalStateException e) {
            lost.add(entry.getOwnerId());
            log.atError()
                    .addKeyValue("owner", entry.getOwnerId())
                    .log("no key in the master key's file opens the personal data of an owner");
            return Optional.empty();
        }
    }
}
