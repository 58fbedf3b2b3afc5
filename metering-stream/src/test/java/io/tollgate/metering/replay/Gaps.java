package io.tollgate.metering.replay;

import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import java.time.Instant;

/** Makes records of gaps on partition 0. */
final class Gaps {
    private Gaps() {}

    static Gap of(Boot boot, long first, long last, GapState state) {
        return Gap.newBuilder()
                .setEdgeId(boot.edgeId())
                .setBoot(boot.boot())
                .setPartition(0)
                .setFirst(first)
                .setLast(last)
                .setSize(last - first + 1)
                .setState(state)
                .setAt(Instant.EPOCH)
                .build();
    }
}
