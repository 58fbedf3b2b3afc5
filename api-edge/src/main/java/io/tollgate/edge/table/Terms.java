package io.tollgate.edge.table;

import io.tollgate.edge.limit.LimitSpec;
import java.util.List;

/** What a key's plan and owner allow it; exactly one variant holds. */
public sealed interface Terms {
    /**
     * The key may be used within its limits.
     *
     * @param limits the plan's, replaced by name by the owner's and then the key's
     * @param refuseWhenStale whether it is refused when the edge's state is too old
     */
    record Granted(List<LimitSpec> limits, boolean refuseWhenStale) implements Terms {}

    /** The owner was deleted, and with it the use of all its keys. */
    record OwnerDeleted() implements Terms {}

    /**
     * The plan or the owner is missing or can't be read, so nobody can be vouched for.
     *
     * @param detail which one, and what is wrong with it
     */
    record Missing(String detail) implements Terms {}
}
