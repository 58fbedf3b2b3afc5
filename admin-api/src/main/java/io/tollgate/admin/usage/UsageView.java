package io.tollgate.admin.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tollgate.schemas.Usage;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Usage as it is shown: of a key, an owner or a route, in a window or a longer time. What is not
 * known is left out: windows and revision of sums over more than one, and of a route, which
 * requests were late and how latencies are distributed.
 *
 * @param isFinal whether nothing more will be added
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UsageView(
        @Nullable String windowStart,
        @Nullable String windowEnd,
        @Nullable String keyId,
        @Nullable String ownerId,
        @Nullable String planId,
        @Nullable String environment,
        @Nullable String routeId,
        long requests,
        long cost,
        long refused,
        SortedMap<String, Long> outcomes,
        SortedMap<String, Long> statuses,
        long upstreamFailures,
        long requestBytes,
        long responseBytes,
        long latencyMicros,
        @Nullable Latencies latency,
        @Nullable Long late,
        @Nullable Long revision,
        @JsonProperty("final") boolean isFinal) {

    /** A group's sum in one window. */
    static UsageView ofWindow(UsageSelection selection, Grouping by, String id, UsageSum sum) {
        return of(selection, by, id, sum, sum.newest());
    }

    /** A group's sum over many windows. */
    static UsageView ofAll(UsageSelection selection, Grouping by, String id, UsageSum sum) {
        return of(selection, by, id, sum, Optional.empty());
    }

    private static UsageView of(
            UsageSelection selection,
            Grouping by,
            String id,
            UsageSum sum,
            Optional<Usage> inWindow) {
        Optional<String> keyId =
                by == Grouping.KEY ? Optional.of(id).filter(k -> !k.isEmpty()) : selection.keyId();
        Optional<Usage> ofKey = keyId.flatMap(_ -> sum.newest());
        Optional<String> ownerId =
                by == Grouping.OWNER
                        ? Optional.of(id)
                        : ofKey.map(Usage::getOwnerId).or(selection::ownerId);
        return new UsageView(
                inWindow.map(usage -> usage.getWindowStart().toString()).orElse(null),
                inWindow.map(usage -> usage.getWindowEnd().toString()).orElse(null),
                keyId.orElse(null),
                ownerId.orElse(null),
                ofKey.map(Usage::getPlanId).orElse(null),
                ofKey.map(UsageView::environment).orElse(null),
                by.routeOf(id, selection).orElse(null),
                sum.requests(),
                sum.cost(),
                Measure.refused(sum.outcomes()),
                sum.outcomes(),
                sum.statuses(),
                sum.upstreamFailures(),
                sum.requestBytes(),
                sum.responseBytes(),
                sum.latencyMicros(),
                sum.latencies().orElse(null),
                by.takesAll(selection) ? sum.late() : null,
                inWindow.isPresent() ? sum.revision() : null,
                sum.isFinal());
    }

    private static String environment(Usage usage) {
        return usage.getEnvironment().name().toLowerCase(Locale.ROOT);
    }
}
