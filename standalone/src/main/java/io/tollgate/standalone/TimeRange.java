package io.tollgate.standalone;

import io.tollgate.metering.replay.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A range of time from the command line. */
final class TimeRange {
    private TimeRange() {}

    /** The windows of an owner, or of all, that begin in a range, whose ends may be open. */
    static Scope scope(
            CommandSpec spec,
            @Nullable String owner,
            @Nullable Instant from,
            @Nullable Instant to) {
        if (from != null && to != null && !from.isBefore(to)) {
            throw new ParameterException(
                    spec.commandLine(), "--to must be after --from, " + from + ", not " + to);
        }
        return Scope.of(owner, from, to);
    }
}
