package io.tollgate.metering.abuse;

import io.tollgate.metering.state.KeyNetworks;
import io.tollgate.metering.state.SeenNetwork;
import io.tollgate.metering.state.UntoldNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The networks that one key was used from, in the eyes of one rule: at most {@value #MOST}, each
 * until half a year after its last use. A key that is used from more is at home everywhere, and
 * none is new for it. Times in milliseconds since the epoch. Not thread-safe.
 */
public final class Networks {
    static final int MOST = 64;
    static final Duration KEPT = Duration.ofDays(180);

    /** A use is written down only if it is so much newer, since each writing costs. */
    private static final long FRESH = Duration.ofDays(1).toMillis();

    private final String ownerId;
    private final long since;
    private final Map<String, Long> seen = new HashMap<>();
    private final List<UntoldNetwork> untold = new ArrayList<>();
    private long toldAt;

    /** Of a key that is seen for the first time. */
    Networks(String ownerId, long since) {
        this.ownerId = ownerId;
        this.since = since;
    }

    /** Of a state that was kept. */
    public static Networks of(KeyNetworks state) {
        var networks = new Networks(state.getOwnerId(), state.getSince());
        state.getSeen().forEach(each -> networks.seen.put(each.getNetwork(), each.getUsedAt()));
        networks.untold.addAll(state.getUntold());
        networks.toldAt = state.getToldAt();
        return networks;
    }

    /** The state to be kept. */
    public KeyNetworks toState() {
        return new KeyNetworks(
                ownerId,
                since,
                seen.entrySet().stream()
                        .map(entry -> new SeenNetwork(entry.getKey(), entry.getValue()))
                        .toList(),
                List.copyOf(untold),
                toldAt);
    }

    String ownerId() {
        return ownerId;
    }

    /** How many are remembered. */
    int remembered() {
        return seen.size();
    }

    /** The new ones that nobody was told of, in the order of their arrival. */
    List<UntoldNetwork> untold() {
        return List.copyOf(untold);
    }

    /** Takes note of a use; false if that changes nothing that is kept. */
    boolean note(String network, String edgeId, long at, ActiveRule rule) {
        long unused = at - seen.getOrDefault(network, at - KEPT.toMillis());
        if (unused < FRESH) {
            return false;
        }
        if (unused >= KEPT.toMillis()) {
            forgetUntil(at - KEPT.toMillis());
            boolean learning = at - since < rule.window().toMillis();
            if (seen.size() >= MOST) {
                forgetOldest();
            } else if (!learning) {
                untold.add(new UntoldNetwork(network, edgeId, at));
            }
        }
        seen.put(network, at);
        return true;
    }

    /** Whether it is time to tell. */
    boolean isDue(ActiveRule rule, long now) {
        return !untold.isEmpty()
                && untold.size() >= rule.rule().getThreshold()
                && (toldAt == 0 || now - toldAt >= rule.coolDown().toMillis());
    }

    /** Remembers that all that was new has been told. */
    void told(long now) {
        untold.clear();
        toldAt = now;
    }

    /** Whether nothing in here matters any more. */
    public boolean isOver(long now) {
        return seen.values().stream().allMatch(usedAt -> usedAt <= now - KEPT.toMillis());
    }

    private void forgetUntil(long time) {
        seen.values().removeIf(usedAt -> usedAt <= time);
    }

    private void forgetOldest() {
        seen.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .ifPresent(oldest -> {
                    seen.remove(oldest);
                    untold.removeIf(each -> each.getNetwork().equals(oldest));
                });
    }
}
