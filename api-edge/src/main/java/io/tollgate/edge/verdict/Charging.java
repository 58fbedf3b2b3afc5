package io.tollgate.edge.verdict;

import io.tollgate.edge.limit.LimitDecision;
import io.tollgate.edge.limit.LimitSpec;
import java.util.List;

/** Charges a request against all limits that apply to it, or none. Thread-safe. */
@FunctionalInterface
public interface Charging {
    /**
     * Charges, refuses, or asks to wait.
     *
     * @param keyId the key that its limits count for, see {@link
     *     io.tollgate.edge.table.KeyEntry#limitSubject}
     * @param cost at least 1
     * @param patient whether the answer may be to hold
     * @param nowMillis fleet time
     */
    LimitDecision charge(
            String keyId,
            String ownerId,
            List<LimitSpec> limits,
            long cost,
            boolean patient,
            long nowMillis);
}
