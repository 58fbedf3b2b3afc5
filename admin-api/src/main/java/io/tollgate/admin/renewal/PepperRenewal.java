package io.tollgate.admin.renewal;

import io.tollgate.admin.audit.Deed;
import io.tollgate.admin.resource.KeyDirectory;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.EdgeBoot.Standing;
import io.tollgate.admin.revocation.EdgeRegister;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Topics;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Gatherers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings all keys and operators under the newest version of the pepper, once every edge can find
 * keys by it. A key's record moves to its new hash in one transaction. Edges find the key by either
 * record, and take the tombstone of the old one for what it is, so that the order in which they
 * read the two does not matter. It is clear from the records alone what is left to do, so that a
 * restart or another instance goes on with it. Thread-safe.
 */
public final class PepperRenewal implements Renewal {
    private static final Logger log = LoggerFactory.getLogger(PepperRenewal.class);
    private static final int GROUP = 1_000;

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final Pepper pepper;
    private final EdgeRegister edges;
    private volatile boolean edgesKnow;

    /** Renews what a state has, to be called on by {@link #round}. */
    public PepperRenewal(
            State state, Topics topics, Ledger ledger, Pepper pepper, EdgeRegister edges) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.pepper = pepper;
        this.edges = edges;
    }

    /** Version that what is made now is to be hashed with. */
    public int version() {
        return edgesKnow ? pepper.version() : Math.min(newestOfKeys(), pepper.version());
    }

    /** The newest version that anything in Kafka was hashed with. */
    public int newestInUse() {
        return state.operators().all().stream()
                .mapToInt(Operator::getPepperVersion)
                .reduce(newestOfKeys(), Math::max);
    }

    /** The newest version that there is. */
    int newest() {
        return pepper.version();
    }

    /** How many keys are found by each version. */
    SortedMap<Integer, Long> keysByVersion() {
        return state.keys().numberByPepper();
    }

    /** Whether nothing is hashed with an older version any more. */
    boolean isDone() {
        return keysByVersion().headMap(pepper.version()).isEmpty()
                && state.operators().all().stream().noneMatch(this::isOutdated);
    }

    private int newestOfKeys() {
        SortedMap<Integer, Long> numbers = keysByVersion();
        return numbers.isEmpty() ? 1 : numbers.lastKey();
    }

    /** The edges that don't find keys by the newest version yet, and may still serve. */
    List<EdgeStatus> behind() {
        return edges.all().stream()
                .filter(seen -> seen.standing() != Standing.GONE)
                .map(seen -> seen.boot().status())
                .filter(status -> status.getPepperVersion() < pepper.version())
                .toList();
    }

    @Override
    public void round() {
        edgesKnow = behind().isEmpty();
        if (!edgesKnow || !ledger.writes() || isDone()) {
            return;
        }
        int operators = renewOperators();
        int keys = renewKeys();
        if (operators + keys > 0) {
            log.atInfo()
                    .addKeyValue("version", pepper.version())
                    .addKeyValue("keys", keys)
                    .addKeyValue("operators", operators)
                    .log("hashes were renewed with the newest version of the pepper");
        }
    }

    private int renewOperators() {
        if (state.operators().all().stream().noneMatch(this::isOutdated)) {
            return 0;
        }
        return doing(
                "operators.renew-hash",
                changes -> {
                    List<Operator> outdated =
                            state.operators().all().stream().filter(this::isOutdated).toList();
                    outdated.forEach(each ->
                            changes.put(topics.operators, each.getOperatorId(), renewed(each)));
                    return outdated.size();
                });
    }

    private int renewKeys() {
        return state.keys().hashedBefore(pepper.version()).stream()
                .gather(Gatherers.windowFixed(GROUP))
                .mapToInt(this::renew)
                .sum();
    }

    private int renew(List<String> keyIds) {
        return doing(
                "keys.renew-hash",
                changes -> {
                    List<KeyDirectory.Entry> outdated =
                            keyIds.stream()
                                    .flatMap(id -> state.keys().find(id).stream())
                                    .filter(entry ->
                                            entry.key().getPepperVersion() < pepper.version())
                                    .toList();
                    for (KeyDirectory.Entry each : outdated) {
                        changes.put(topics.keys, each.found(), renewed(each.key()));
                        changes.remove(topics.keys, each.hash());
                    }
                    return outdated.size();
                });
    }

    private int doing(String action, Function<Changes, Integer> decision) {
        var deed = new Deed("renewal", action, "version " + pepper.version() + " of the pepper");
        return deed.doing(() -> ledger.change(decision));
    }

    private boolean isOutdated(Operator operator) {
        return operator.getPepperVersion() < pepper.version();
    }

    /** The same in all that people change, and so in its version. */
    private ApiKey renewed(ApiKey key) {
        return ApiKey.newBuilder(key).setPepperVersion(pepper.version()).build();
    }

    private Operator renewed(Operator operator) {
        KeyHash hash = KeyHash.fromHex(operator.getTokenHash());
        return Operator.newBuilder(operator)
                .setTokenHash(pepper.renewed(hash, operator.getPepperVersion()).hex())
                .setPepperVersion(pepper.version())
                .build();
    }
}
