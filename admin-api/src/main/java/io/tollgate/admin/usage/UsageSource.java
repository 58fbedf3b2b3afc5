package io.tollgate.admin.usage;

import io.tollgate.schemas.Usage;
import java.util.function.Predicate;

/** Usage that can be asked for. */
@FunctionalInterface
public interface UsageSource {
    /**
     * Shows the newest records of a selection one by one, by start of their window and then by key,
     * until there are no more or the visitor answers that it wants no more.
     */
    void visit(UsageSelection selection, Predicate<Usage> visitor);
}
