package io.tollgate.admin.explain;

import io.tollgate.edge.rehearsal.LimitState;
import io.tollgate.edge.rehearsal.Rehearsed;
import io.tollgate.edge.rehearsal.Step;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An explanation as the API tells it.
 *
 * @param status of the edge's own answer, null if the request is admitted
 * @param at the time that it was judged for
 */
record Explanation(
        String outcome,
        @Nullable Integer status,
        String detail,
        String at,
        @Nullable String keyId,
        @Nullable String routeId,
        List<StepView> steps,
        List<Hit> revocations,
        List<LimitUse> limits,
        Fleet fleet) {

    /** A step; outcome is passed or refused. */
    record StepView(String step, String outcome, String detail) {
        static StepView of(Step step) {
            return new StepView(
                    step.stage().name().toLowerCase(Locale.ROOT),
                    step.passed() ? "passed" : "refused",
                    step.detail());
        }
    }

    /** A revocation that hits the key. */
    record Hit(String id, String action, int ratePercent, String reason, @Nullable String until) {
        static Hit of(Revocation hit) {
            return new Hit(
                    hit.getRevocationId(),
                    hit.getAction().name(),
                    hit.getRatePercent(),
                    hit.getReason(),
                    hit.getEndsAt() == null ? null : hit.getEndsAt().toString());
        }
    }

    /**
     * A limit before the request, as far as metering has told.
     *
     * @param agreed the amount before revocations lowered it
     * @param used null if metering has told nothing: little may be used, or metering be away
     * @param remaining null in the same case
     * @param asOf when metering told last of it
     */
    record LimitUse(
            String name,
            String scope,
            String subject,
            String kind,
            String window,
            long agreed,
            long amount,
            @Nullable Long used,
            @Nullable Long remaining,
            String resetsAt,
            boolean enforced,
            @Nullable String asOf,
            @Nullable Long ageMillis) {
        static LimitUse of(LimitState state, Instant now) {
            var limit = state.limit();
            Instant asOf = state.view().map(Throttle::getAt).orElse(null);
            return new LimitUse(
                    limit.name(),
                    limit.scope().name().toLowerCase(Locale.ROOT),
                    state.subject(),
                    limit.kind().name().toLowerCase(Locale.ROOT),
                    limit.window().iso(),
                    state.agreed(),
                    limit.amount(),
                    asOf == null ? null : limit.amount() - state.remaining(),
                    asOf == null ? null : state.remaining(),
                    // A window ends with a second, and the seconds to it are rounded up.
                    now.plusSeconds(state.resetSeconds())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString(),
                    limit.enforced(),
                    asOf == null ? null : asOf.toString(),
                    asOf == null ? null : Math.max(0, Duration.between(asOf, now).toMillis()));
        }
    }

    /**
     * How far the edges are from what was judged here, which is everything that was written.
     *
     * @param oldestStateMillis the age of the oldest state among the live ones, null if unknown
     */
    record Fleet(long live, long unreachable, @Nullable Long oldestStateMillis) {}

    static Explanation of(Rehearsed rehearsed, Fleet fleet, Instant now) {
        return new Explanation(
                rehearsed.outcome().name(),
                rehearsed.status().isPresent() ? rehearsed.status().getAsInt() : null,
                rehearsed.detail(),
                now.toString(),
                rehearsed.key().map(ApiKey::getKeyId).orElse(null),
                rehearsed.routeId().orElse(null),
                rehearsed.steps().stream().map(StepView::of).toList(),
                rehearsed.revocations().stream().map(Hit::of).toList(),
                rehearsed.limits().stream().map(limit -> LimitUse.of(limit, now)).toList(),
                fleet);
    }
}
