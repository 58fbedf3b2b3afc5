package io.tollgate.admin.usage;

import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events that are not in usage, or not where they belong, as they are shown.
 *
 * @param missing how many of an OPEN gap's events are still missing; null for others
 * @param offset of the record in {@code requests} that LATE or SKIPPED events came in
 * @param happenedAt when the oldest LATE event happened
 * @param countedIn start of the minute that LATE events are counted in
 */
record GapView(
        @Nullable String edgeId,
        @Nullable String boot,
        int partition,
        @Nullable Long first,
        @Nullable Long last,
        long size,
        String state,
        @Nullable Long missing,
        @Nullable String ownerId,
        @Nullable Long offset,
        @Nullable String happenedAt,
        @Nullable String countedIn,
        @Nullable String reason,
        String at) {

    static GapView of(Gaps.Seen seen) {
        Gap gap = seen.gap();
        return new GapView(
                given(gap.getEdgeId()),
                given(gap.getBoot()),
                gap.getPartition(),
                given(gap.getFirst()),
                given(gap.getLast()),
                gap.getSize(),
                gap.getState().name(),
                gap.getState() == GapState.OPEN ? seen.missing() : null,
                given(gap.getOwnerId()),
                given(gap.getOffset()),
                given(gap.getHappenedAt()),
                given(gap.getCountedIn()),
                given(gap.getReason()),
                gap.getAt().toString());
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Long given(long number) {
        return number < 0 ? null : number;
    }

    private static @Nullable String given(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
