package io.tollgate.metering;

import io.tollgate.metering.state.KeyNetworks;
import io.tollgate.metering.state.LimitUse;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.wire.AvroSerde;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the state of metering when the next generation of {@code requests} takes
 * it over: entries go where their owner's events go now. Not thread-safe.
 */
final class CarriedState {
    /** What is carried over. */
    static final List<String> CARRIED =
            List.of(
                    StoreNames.USAGE,
                    StoreNames.USAGE_PENDING,
                    StoreNames.LIMITS,
                    StoreNames.CONDUCTS,
                    StoreNames.NETWORKS,
                    StoreNames.FLEET,
                    StoreNames.PROGRESS);

    /** What is not, since the boots that it is about send nothing into the next generation. */
    static final List<String> LEFT = List.of(StoreNames.RECEIVED);

    /** Stands for the total of a view that does not exist. */
    private static final long NO_VIEW = -1;

    private static final byte[] NOTHING = {};

    /**
     * What becomes of an entry of a store.
     *
     * @param partitions where it goes
     * @param left where an earlier version of it went that is to be deleted
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Placed(byte[] value, Set<Integer> partitions, Set<Integer> left) {}

    private final AvroSerde<Usage> usages = new AvroSerde<>(Usage.class);
    private final StateSerde<LimitUse> limits = new StateSerde<>(LimitUse.class);
    private final StateSerde<KeyNetworks> networks = new StateSerde<>(KeyNetworks.class);
    private final ToIntFunction<String> partitionOf;
    private final Set<Integer> everywhere;
    private final Map<String, Set<Integer>> placed = new HashMap<>();
    private long closedUntil = Long.MIN_VALUE;

    /**
     * To a number of partitions.
     *
     * @param partitionOf the one that an owner's events go into
     */
    CarriedState(int partitions, ToIntFunction<String> partitionOf) {
        this.partitionOf = partitionOf;
        everywhere = Set.copyOf(IntStream.range(0, partitions).boxed().toList());
    }

    /** Begins with a partition of a store; what is placed is remembered until then. */
    void begin() {
        placed.clear();
    }

    /**
     * Where the next version of an entry goes; versions of an entry come in their order.
     *
     * @param value null where the entry was deleted
     */
    Placed place(String store, String key, byte @Nullable [] value) {
        Set<Integer> before = placed.getOrDefault(key, Set.of());
        if (value == null) {
            placed.remove(key);
            return new Placed(NOTHING, Set.of(), before);
        }
        byte[] carried =
                switch (store) {
                    case StoreNames.LIMITS -> unseen(value);
                    case StoreNames.PROGRESS -> latest(key, value);
                    default -> value;
                };
        Set<Integer> now = partitionsOf(store, key, carried);
        placed.put(key, now);
        var left = new HashSet<>(before);
        left.removeAll(now);
        return new Placed(carried, now, left);
    }

    private Set<Integer> partitionsOf(String store, String key, byte[] value) {
        return switch (store) {
            case StoreNames.USAGE, StoreNames.USAGE_PENDING ->
                    Set.of(partitionOf.applyAsInt(usage(value).getOwnerId()));
            case StoreNames.LIMITS -> Set.of(partitionOf.applyAsInt(use(value).getOwnerId()));
            case StoreNames.NETWORKS ->
                    Set.of(partitionOf.applyAsInt(networks(value).getOwnerId()));
            // By key or source, and no owner is told: it expires where nobody needs it.
            case StoreNames.CONDUCTS -> everywhere;
            case StoreNames.FLEET -> Set.of(0);
            case StoreNames.PROGRESS -> key.equals(StoreNames.CLOSED_UNTIL) ? everywhere : Set.of();
            default -> throw new IllegalArgumentException("nobody carries over " + store);
        };
    }

    /** Windows that one partition has closed stay closed: late is safe everywhere. */
    private byte[] latest(String key, byte[] value) {
        if (!key.equals(StoreNames.CLOSED_UNTIL)) {
            return value;
        }
        closedUntil = Math.max(closedUntil, ByteBuffer.wrap(value).getLong());
        return ByteBuffer.allocate(Long.BYTES).putLong(closedUntil).array();
    }

    /** No edge has seen a view of it that this generation wrote, so all of it is unseen. */
    private byte[] unseen(byte[] value) {
        LimitUse before = use(value);
        var carried =
                LimitUse.newBuilder(before)
                        .setUnseen(before.getUsed())
                        .setViewTotal(NO_VIEW)
                        .setViewEdges(0)
                        .setPublished(false)
                        .build();
        return Objects.requireNonNull(limits.serialize(StoreNames.LIMITS, carried));
    }

    private Usage usage(byte[] value) {
        return Objects.requireNonNull(usages.deserialize(StoreNames.USAGE, value));
    }

    private KeyNetworks networks(byte[] value) {
        return Objects.requireNonNull(networks.deserialize(StoreNames.NETWORKS, value));
    }

    private LimitUse use(byte[] value) {
        return Objects.requireNonNull(limits.deserialize(StoreNames.LIMITS, value));
    }
}
