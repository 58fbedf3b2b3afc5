package io.tollgate.admin.leak;

import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import java.util.concurrent.TimeUnit;

/** Holds up networks that come too often to what everybody may call. Thread-safe. */
public record SourceTurns(SourceLimit limit, ClientSource sources) {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * Counts a call.
     *
     * @param what such calls are, in the plural
     * @throws ProblemException if too many came from the caller's network
     */
    public void take(Call call, String what) {
        String source = sources.of(call.peer(), call.headers().apply("X-Forwarded-For"));
        limit.count(source)
                .ifPresent(waitNanos -> {
                    long seconds = Math.ceilDiv(waitNanos, SECOND_NANOS);
                    throw new ProblemException(
                                    ProblemType.TOO_MANY_REQUESTS,
                                    "too many %s came from your network; try again in %d seconds"
                                            .formatted(what, seconds))
                            .with("Retry-After", String.valueOf(seconds));
                });
    }
}
