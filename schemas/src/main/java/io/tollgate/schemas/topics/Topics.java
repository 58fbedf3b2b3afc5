package io.tollgate.schemas.topics;

import io.tollgate.schemas.Alert;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.Claim;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.Fleet;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.Notification;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.Receipt;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.VaultEntry;
import io.tollgate.schemas.wire.AvroSerde;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * All topics of one installation, under one prefix. Immutable and thread-safe.
 *
 * <p>The topic keys: {@code keys} key hash in hex; {@code owners}, {@code plans}, {@code rules},
 * {@code revocations}, {@code operators}, {@code claims}, {@code vault}, {@code notifications}
 * their id; {@code routes} and {@code fleet} {@link #SINGLE_KEY}; all others as the record's
 * documentation says.
 */
public final class Topics {
    /** Prefix of all names unless another is configured. */
    public static final String DEFAULT_PREFIX = "tollgate.";

    /** Topic key of the topics that hold one record which is replaced as a whole. */
    public static final String SINGLE_KEY = "all";

    private static final Duration TOMBSTONES_LIVE = Duration.ofDays(30);
    private static final Map<String, String> APPEND_TIME =
            Map.of("message.timestamp.type", "LogAppendTime");

    /** Key hash to key. */
    public final Topic<ApiKey> keys;

    /** Owner id to owner. */
    public final Topic<Owner> owners;

    /** Plan id to plan. */
    public final Topic<Plan> plans;

    /** The route table. */
    public final Topic<Routes> routes;

    /** Rule id to rule of abuse detection. */
    public final Topic<Rule> rules;

    /** Revocation id to revocation; one partition, and nothing transactional in it. */
    public final Topic<Revocation> revocations;

    /** Owner id to what an edge has of that owner; the broker's clock is its time. */
    public final Topic<RequestBatch> requests;

    /** Subject and limit to what the fleet used of it. */
    public final Topic<Throttle> throttles;

    /** Key and minute to usage. */
    public final Topic<Usage> usageMinute;

    /** Key and hour to usage. */
    public final Topic<Usage> usageHour;

    /** Key and day to usage. */
    public final Topic<Usage> usageDay;

    /** Owner id to alert. */
    public final Topic<Alert> alerts;

    /** Edge and boot to heartbeat; the broker's clock is its time. */
    public final Topic<EdgeStatus> edges;

    /** Revocation and edge to receipt. */
    public final Topic<Receipt> receipts;

    /** The live edges. */
    public final Topic<Fleet> fleet;

    /** Edge and boot to gap. */
    public final Topic<Gap> gaps;

    /** What operators did. */
    public final Topic<AuditEntry> auditAdmin;

    /** What metering did by itself. */
    public final Topic<AuditEntry> auditMetering;

    /** Operator id to operator. */
    public final Topic<Operator> operators;

    /** Claim id to claim link. */
    public final Topic<Claim> claims;

    /** Owner id to encrypted personal data. */
    public final Topic<VaultEntry> vault;

    /** Notification id to notification. */
    public final Topic<Notification> notifications;

    /** Which {@link #requests}, and with them {@link #throttles}, these are, from 1. */
    public final int generation;

    /** The topics under a prefix, to be created with given partitions where they are missing. */
    public Topics(String prefix, Partitions partitions) {
        this(prefix, partitions, 1);
    }

    /**
     * As {@link #Topics(String, Partitions)}, with {@code requests} and {@code throttles} of a
     * generation: each generation has topics of its own, so that it can have another number of
     * partitions. The first has the plain names, the others their number behind them.
     */
    public Topics(String prefix, Partitions partitions, int generation) {
        this.generation = generation;
        keys = topic(prefix + "keys", ApiKey.class, partitions.keys(), compacted());
        owners = topic(prefix + "owners", Owner.class, 1, compacted());
        plans = topic(prefix + "plans", Plan.class, 1, compacted());
        routes = topic(prefix + "routes", Routes.class, 1, compacted());
        rules = topic(prefix + "rules", Rule.class, 1, compacted());
        revocations = topic(prefix + "revocations", Revocation.class, 1, compacted());
        requests =
                topic(
                        RequestsPartition.topic(prefix, generation),
                        RequestBatch.class,
                        partitions.requests(),
                        kept(Duration.ofDays(7), APPEND_TIME));
        throttles =
                topic(
                        prefix + "throttles" + RequestsPartition.suffix(generation),
                        Throttle.class,
                        partitions.throttles(),
                        brief(Map.of()));
        usageMinute =
                topic(
                        prefix + "usage-minute",
                        Usage.class,
                        partitions.usage(),
                        latestKept(Duration.ofDays(31)));
        usageHour =
                topic(
                        prefix + "usage-hour",
                        Usage.class,
                        partitions.usage(),
                        latestKept(Duration.ofDays(400)));
        usageDay = topic(prefix + "usage-day", Usage.class, partitions.usage(), compacted());
        alerts = topic(prefix + "alerts", Alert.class, 1, kept(Duration.ofDays(30), Map.of()));
        edges = topic(prefix + "edges", EdgeStatus.class, 1, brief(APPEND_TIME));
        receipts = topic(prefix + "receipts", Receipt.class, 1, keptForEver());
        fleet = topic(prefix + "fleet", Fleet.class, 1, brief(Map.of()));
        gaps = topic(prefix + "gaps", Gap.class, 1, kept(Duration.ofDays(90), Map.of()));
        auditAdmin = topic(prefix + "audit-admin", AuditEntry.class, 1, keptForEver());
        auditMetering = topic(prefix + "audit-metering", AuditEntry.class, 1, keptForEver());
        operators = topic(prefix + "operators", Operator.class, 1, compacted());
        claims = topic(prefix + "claims", Claim.class, 1, compacted());
        vault = topic(prefix + "vault", VaultEntry.class, 1, erasable());
        notifications =
                topic(
                        prefix + "notifications",
                        Notification.class,
                        1,
                        // Longer than any window, so that nothing is told twice in one.
                        latestKept(Duration.ofDays(40)));
    }

    /** All topics, in the order of the data flow. */
    public List<Topic<?>> all() {
        return List.of(
                keys,
                owners,
                plans,
                routes,
                rules,
                revocations,
                requests,
                throttles,
                usageMinute,
                usageHour,
                usageDay,
                alerts,
                edges,
                receipts,
                fleet,
                gaps,
                auditAdmin,
                auditMetering,
                operators,
                claims,
                vault,
                notifications);
    }

    /** The topics that edges obey. */
    public List<Topic<?>> control() {
        return List.of(keys, owners, plans, routes, revocations);
    }

    private static <V extends SpecificRecord> Topic<V> topic(
            String name, Class<V> type, int partitions, Map<String, String> config) {
        return new Topic<>(name, type, new AvroSerde<>(type), partitions, config);
    }

    /**
     * Keeps the newest record of each key, and tombstones long enough for processes that were away.
     */
    private static Map<String, String> compacted() {
        return Map.of(
                "cleanup.policy", "compact",
                "min.cleanable.dirty.ratio", "0.1",
                "segment.ms", millis(Duration.ofDays(1)),
                "max.compaction.lag.ms", millis(Duration.ofDays(1)),
                "delete.retention.ms", millis(TOMBSTONES_LIVE));
    }

    /** As {@link #compacted()}, but what was deleted is soon gone from disk. */
    private static Map<String, String> erasable() {
        return with(
                compacted(),
                Map.of(
                        "segment.ms",
                        millis(Duration.ofHours(1)),
                        "max.compaction.lag.ms",
                        millis(Duration.ofHours(1))));
    }

    /** Keeps the newest record of each key in short segments, since only the present matters. */
    private static Map<String, String> brief(Map<String, String> more) {
        return with(
                Map.of(
                        "cleanup.policy", "compact",
                        "min.cleanable.dirty.ratio", "0.1",
                        "segment.ms", millis(Duration.ofMinutes(10)),
                        "segment.bytes", String.valueOf(16 << 20),
                        "max.compaction.lag.ms", millis(Duration.ofMinutes(10)),
                        "delete.retention.ms", millis(Duration.ofHours(1))),
                more);
    }

    private static Map<String, String> kept(Duration retention, Map<String, String> more) {
        return with(Map.of("cleanup.policy", "delete", "retention.ms", millis(retention)), more);
    }

    private static Map<String, String> keptForEver() {
        return Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");
    }

    private static Map<String, String> latestKept(Duration retention) {
        return with(
                compacted(),
                Map.of("cleanup.policy", "compact,delete", "retention.ms", millis(retention)));
    }

    private static Map<String, String> with(Map<String, String> base, Map<String, String> more) {
        var all = new HashMap<>(base);
        all.putAll(more);
        return all;
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
