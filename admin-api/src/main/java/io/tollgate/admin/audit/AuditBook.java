package io.tollgate.admin.audit;

import io.tollgate.schemas.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the entries of all writers are kept, to be read from the newest backwards. Thread-safe. */
@FunctionalInterface
public interface AuditBook {
    /**
     * The entries next before a place.
     *
     * @param place empty for the end
     * @param from older entries than this are not wanted, and may be left out
     * @throws io.tollgate.admin.http.ProblemException if they can't be read now
     */
    Stretch before(OptionalLong place, Optional<Instant> from);

    /** An entry and its place, which rises with every entry that is written. */
    record Placed(long place, AuditEntry entry) {}

    /**
     * Entries that follow each other.
     *
     * @param newestFirst may be none, although there are older ones
     * @param begin the place to go on before
     * @param isOldest whether there is nothing before
     */
    record Stretch(List<Placed> newestFirst, long begin, boolean isOldest) {
        /** Copies the list. */
        public Stretch {
            newestFirst = List.copyOf(newestFirst);
        }
    }
}
