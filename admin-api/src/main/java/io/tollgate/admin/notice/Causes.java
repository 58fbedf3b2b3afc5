package io.tollgate.admin.notice;

import java.time.Instant;
import java.util.stream.Stream;

/** A place where causes are found. */
@FunctionalInterface
interface Causes {
    /** Causes up to a time; those of the last day at least. */
    Stream<Cause> until(Instant now);
}
