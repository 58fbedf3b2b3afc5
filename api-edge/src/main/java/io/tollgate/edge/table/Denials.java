package io.tollgate.edge.table;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All revocations in force; an edge enforces their union. Thread-safe: any thread may ask, changes
 * come from one thread.
 */
public final class Denials {
    /*
     * Every denial lies under the targets that it names. A key is named by at most one target of
     * each shape, so that a request costs at most as many look-ups as there are shapes in use,
     * however many denials there are.
     */
    private final Map<DenialTarget, DenialReach> reaches = new ConcurrentHashMap<>();

    /** A bit for each shape. */
    private volatile int shapesInUse;

    /**
     * A bit for each shape of a denial that lowers rates, which most of the time there is none of.
     */
    private volatile int tighteningShapes;

    private final Map<String, Denial> byId = new HashMap<>();
    private final Map<DenialTarget, Map<String, Denial>> byTarget = new HashMap<>();
    private final int[] targetsOfShape = new int[DenialTarget.SHAPES];
    private final int[] tighteningsOfShape = new int[DenialTarget.SHAPES];

    /** Whether a key may not be used at a time, and for the strongest of all reasons. */
    public Denied of(KeyEntry key, long nowMillis) {
        Denied strongest = Denied.NO;
        for (int shapes = shapesInUse; shapes != 0; shapes &= shapes - 1) {
            int shape = Integer.numberOfTrailingZeros(shapes);
            DenialReach reach = reaches.get(DenialTarget.naming(key, shape));
            Denied denied = reach == null ? Denied.NO : reach.of(key, nowMillis);
            if (denied == Denied.REVOKED) {
                return denied;
            }
            strongest = denied == Denied.NO ? strongest : denied;
        }
        return strongest;
    }

    /** What is left of the amounts of a key's rates at a time, in percent: the least of all. */
    public int ratePercent(KeyEntry key, long nowMillis) {
        int least = 100;
        for (int shapes = tighteningShapes; shapes != 0; shapes &= shapes - 1) {
            int shape = Integer.numberOfTrailingZeros(shapes);
            DenialReach reach = reaches.get(DenialTarget.naming(key, shape));
            least = reach == null ? least : Math.min(least, reach.ratePercent(key, nowMillis));
        }
        return least;
    }

    /** Puts a denial in force, in place of the one with the same id. */
    public void put(String revocationId, Denial denial) {
        Denial before = byId.put(revocationId, denial);
        countTightening(denial, 1);
        for (DenialTarget target : denial.targets()) {
            Map<String, Denial> there = byTarget.get(target);
            if (there == null) {
                there = new HashMap<>();
                byTarget.put(target, there);
                targetsOfShape[target.shape()]++;
            }
            there.put(revocationId, denial);
            reaches.put(target, new DenialReach(there.values()));
        }
        publishShapes();
        // Only now, so that no instant lies between in which neither holds.
        if (before != null) {
            before.targets().stream()
                    .filter(target -> !denial.targets().contains(target))
                    .forEach(target -> leave(target, revocationId));
            countTightening(before, -1);
            publishShapes();
        }
    }

    /** Ends a denial. */
    void remove(String revocationId) {
        Denial before = byId.remove(revocationId);
        if (before != null) {
            before.targets().forEach(target -> leave(target, revocationId));
            countTightening(before, -1);
            publishShapes();
        }
    }

    /** The denial with an id, null if there is none in force. */
    @Nullable Denial get(String revocationId) {
        return byId.get(revocationId);
    }

    /** Ids of all denials in force. */
    Set<String> ids() {
        return Set.copyOf(byId.keySet());
    }

    private void leave(DenialTarget target, String revocationId) {
        Map<String, Denial> there = byTarget.get(target);
        if (there == null) {
            return;
        }
        there.remove(revocationId);
        if (there.isEmpty()) {
            byTarget.remove(target);
            reaches.remove(target);
            targetsOfShape[target.shape()]--;
        } else {
            reaches.put(target, new DenialReach(there.values()));
        }
    }

    /** All targets of one denial have the same shape. */
    private void countTightening(Denial denial, int change) {
        if (!denial.forbids()) {
            tighteningsOfShape[denial.targets().iterator().next().shape()] += change;
        }
    }

    private void publishShapes() {
        shapesInUse = shapes(targetsOfShape);
        tighteningShapes = shapes(tighteningsOfShape);
    }

    private static int shapes(int[] counts) {
        int shapes = 0;
        for (int shape = 0; shape < counts.length; shape++) {
            shapes |= counts[shape] == 0 ? 0 : 1 << shape;
        }
        return shapes;
    }
}
